//! `cashier-simulator`: the simulator as a process.

use std::{
    fs,
    net::SocketAddr,
    path::PathBuf,
    process::{self, ExitCode},
};

use cashier_alipayplus::signing::{KeyVersion, KeyVersions, PrivateKey, PublicKey, Signer};
use cashier_core::money::Currency;
use cashier_simulator::{Simulator, SimulatorConfig};
use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// The exit code that shells give to Ctrl-C.
const INTERRUPTED: u8 = 130;

/// A local Alipay+ with an acquirer and its merchants; the console is at /.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, env = "SIMULATOR_LISTEN", default_value = "127.0.0.1:8600")]
    listen: SocketAddr,
    /// URL under which others reach the simulator, http(s)://host[:port]; default: the address it listens on.
    #[arg(long, env = "SIMULATOR_PUBLIC_URL")]
    public_url: Option<String>,
    /// Client id of the MPP.
    #[arg(long, env = "SIMULATOR_CLIENT_ID", default_value = "SANDBOX_EXAMPLE0001")]
    client_id: String,
    /// File with the simulator's private key, PKCS#8 as PEM or one-line base64. Without it a key is made for this run.
    #[arg(long, env = "SIMULATOR_PRIVATE_KEY")]
    private_key: Option<PathBuf>,
    /// Version under which the MPP knows the simulator's key.
    #[arg(long, env = "SIMULATOR_KEY_VERSION", default_value = "1")]
    key_version: KeyVersion,
    /// File with the MPP's public key, SubjectPublicKeyInfo as PEM or one-line base64. Without it no call of an MPP verifies.
    #[arg(long, env = "SIMULATOR_MPP_PUBLIC_KEY")]
    mpp_public_key: Option<PathBuf>,
    /// Version of the MPP's key.
    #[arg(long, env = "SIMULATOR_MPP_KEY_VERSION", default_value = "1")]
    mpp_key_version: KeyVersion,
    /// Where the MPP takes inquiryPayment, without the path; without it the MPP is never asked.
    #[arg(long, env = "SIMULATOR_MPP_URL")]
    mpp_url: Option<String>,
    /// Currency in which the MPP settles.
    #[arg(long, env = "SIMULATOR_WALLET_CURRENCY", default_value = "KRW")]
    wallet_currency: Currency,
}

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(args).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("cashier-simulator: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Ctrl-C is an interruption, SIGTERM the ordinary end of a service. Either ends what has begun; another Ctrl-C does not.
async fn run(args: Args) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let simulator = Simulator::start(configuration(args)?).await?;
    // The one line on standard output, for whoever started the process.
    println!("{}", simulator.base_url());
    let code = tokio::select! {
        _ = interrupt.recv() => {
            eprintln!("cashier-simulator: stopped");
            ExitCode::from(INTERRUPTED)
        }
        _ = terminate.recv() => ExitCode::SUCCESS,
    };
    tokio::select! {
        () = simulator.stop() => Ok(code),
        _ = interrupt.recv() => process::exit(INTERRUPTED.into()),
    }
}

fn configuration(args: Args) -> Result<SimulatorConfig, Box<dyn std::error::Error>> {
    let read = |path: &PathBuf| fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()));
    let key = match &args.private_key {
        Some(path) => PrivateKey::parse(&read(path)?)?,
        None => PrivateKey::generate()?,
    };
    let mpp_key = match &args.mpp_public_key {
        Some(path) => PublicKey::parse(&read(path)?)?,
        None => PrivateKey::generate()?.public_key(),
    };
    let signer = Signer { key, version: args.key_version };
    Ok(SimulatorConfig {
        listen: args.listen,
        public_url: args.public_url,
        mpp_base_url: args.mpp_url,
        wallet_currency: args.wallet_currency,
        ..SimulatorConfig::new(args.client_id, signer, KeyVersions::new(args.mpp_key_version, mpp_key))
    })
}
