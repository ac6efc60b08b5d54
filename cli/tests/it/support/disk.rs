//! A phone's disk in memory, which fails at the call that a test names; and a network that goes with the process.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use cashier_client::ports::{HttpRequest, HttpResponse, PortError, Store, Transport, TransportError};
use tokio::sync::watch;

/// What happens at one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It fails, and changes nothing.
    Fails,
    /// It and every write after it fail: there is no room left.
    Full,
    /// It panics, and changes nothing.
    Panics,
    /// Half of what is saved gets there, and it fails.
    HalfWrites,
    /// The process ends before it has done anything.
    DiesBefore,
    /// The process ends as soon as it is done.
    DiesAfter,
}

impl Fault {
    pub fn kills(self) -> bool {
        matches!(self, Self::DiesBefore | Self::DiesAfter)
    }
}

#[derive(Default)]
struct State {
    values: BTreeMap<String, Vec<u8>>,
    calls: usize,
    fault: Option<(usize, Fault)>,
}

/// The disk of one run of the app.
pub struct Disk {
    state: Mutex<State>,
    died: watch::Sender<bool>,
}

impl Disk {
    /// With what is left of an earlier run; `fault` at the call with this number, counted from 0.
    pub fn new(values: BTreeMap<String, Vec<u8>>, fault: Option<(usize, Fault)>) -> Arc<Self> {
        Arc::new(Self { state: Mutex::new(State { values, calls: 0, fault }), died: watch::Sender::new(false) })
    }

    pub fn values(&self) -> BTreeMap<String, Vec<u8>> {
        self.state().values.clone()
    }

    pub fn calls(&self) -> usize {
        self.state().calls
    }

    /// Waits for the end of the process.
    pub async fn died(&self) {
        let _ = self.died.subscribe().wait_for(|died| *died).await;
    }

    fn is_dead(&self) -> bool {
        *self.died.borrow()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One call: `half` and `whole` are what it may do.
    fn call<T>(&self, writes: bool, half: impl FnOnce(&mut State), whole: impl FnOnce(&mut State) -> T) -> Result<T, PortError> {
        if self.is_dead() {
            return Err(PortError("the process is dead".to_owned()));
        }
        let mut state = self.state();
        let call = state.calls;
        state.calls += 1;
        let failed = || PortError("a fault of the test".to_owned());
        match state.fault {
            Some((at, Fault::Full)) if at <= call && writes => Err(failed()),
            Some((at, Fault::Fails)) if at == call => Err(failed()),
            Some((at, Fault::Panics)) if at == call => panic!("a fault of the test"),
            Some((at, Fault::HalfWrites)) if at == call => {
                half(&mut state);
                Err(failed())
            }
            Some((at, Fault::DiesBefore)) if at == call => {
                self.died.send_replace(true);
                Err(failed())
            }
            Some((at, Fault::DiesAfter)) if at == call => {
                let result = whole(&mut state);
                self.died.send_replace(true);
                Ok(result)
            }
            _ => Ok(whole(&mut state)),
        }
    }
}

impl Store for Disk {
    fn load(&self, key: &str) -> Result<Option<Vec<u8>>, PortError> {
        self.call(false, |_| {}, |state| state.values.get(key).cloned())
    }

    fn save(&self, key: &str, value: &[u8]) -> Result<(), PortError> {
        let put = |state: &mut State, value: &[u8]| drop(state.values.insert(key.to_owned(), value.to_vec()));
        self.call(true, |state| put(state, &value[..value.len() / 2]), |state| put(state, value))
    }

    fn delete(&self, key: &str) -> Result<(), PortError> {
        self.call(true, |_| {}, |state| drop(state.values.remove(key)))
    }

    fn list(&self) -> Result<Vec<String>, PortError> {
        self.call(false, |_| {}, |state| state.values.keys().cloned().collect())
    }
}

/// The network of one run of the app: nothing leaves a process that is dead.
pub struct Network {
    pub disk: Arc<Disk>,
    pub network: Arc<dyn Transport>,
    /// The attempts of the confirmations that left.
    pub confirmed: Arc<Mutex<Vec<String>>>,
}

#[async_trait]
impl Transport for Network {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        if self.disk.is_dead() {
            std::future::pending::<()>().await;
        }
        if request.url.ends_with("/confirm") {
            let body: serde_json::Value = serde_json::from_slice(request.body.as_deref().unwrap_or_default()).unwrap();
            self.confirmed.lock().unwrap().push(body["attempt"].as_str().unwrap().to_owned());
        }
        self.network.send(request).await
    }
}
