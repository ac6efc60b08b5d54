//! A debit port that answers as a test says, and otherwise as the built-in accounts do.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use cashier_backend::{Debit, DebitOutcome, DebitPort, GiveBackOutcome};
use tokio::sync::Notify;

#[derive(Clone, Default)]
pub struct ScriptedPort(Arc<Script>);

#[derive(Default)]
struct Script {
    steps: Mutex<Vec<Step>>,
    asked: Notify,
}

/// What happens at one debit, in the order of the script; after its end the accounts answer.
pub enum Step {
    /// The accounts do their work, the answer gets lost.
    LoseTheAnswer,
    /// The debit waits until the test lets it go on.
    WaitFor(Arc<Notify>),
}

impl ScriptedPort {
    pub fn new(mut steps: Vec<Step>) -> Self {
        steps.reverse();
        Self(Arc::new(Script { steps: Mutex::new(steps), asked: Notify::new() }))
    }

    /// Waits until a debit has arrived.
    pub async fn asked(&self) {
        self.0.asked.notified().await;
    }

    pub fn around(self, accounts: Arc<dyn DebitPort>) -> Arc<dyn DebitPort> {
        Arc::new(Scripted { script: self.0, accounts })
    }
}

struct Scripted {
    script: Arc<Script>,
    accounts: Arc<dyn DebitPort>,
}

#[async_trait]
impl DebitPort for Scripted {
    async fn debit(&self, debit: &Debit) -> DebitOutcome {
        let step = self.script.steps.lock().unwrap().pop();
        self.script.asked.notify_one();
        match step {
            Some(Step::LoseTheAnswer) => {
                self.accounts.debit(debit).await;
                DebitOutcome::Unknown
            }
            Some(Step::WaitFor(go_on)) => {
                go_on.notified().await;
                self.accounts.debit(debit).await
            }
            None => self.accounts.debit(debit).await,
        }
    }

    async fn give_back(&self, debit: &Debit) -> GiveBackOutcome {
        self.accounts.give_back(debit).await
    }
}
