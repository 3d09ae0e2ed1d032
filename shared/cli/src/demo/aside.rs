//! A runtime on a thread of its own: AWS answers there while the demo asks here, which is faster. In what
//! order calls arrive is then left to chance.

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

#[derive(Debug)]
pub(super) struct Aside {
    handle: Handle,
    /// The thread ends when this is dropped.
    _alive: oneshot::Sender<()>,
}

impl Aside {
    pub(super) fn start() -> std::io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (handle, (alive, ended)) = (runtime.handle().clone(), oneshot::channel::<()>());
        // An error says that the sender was dropped, which is what is waited for.
        std::thread::Builder::new().spawn(move || runtime.block_on(async { drop(ended.await) }))?;
        Ok(Self { handle, _alive: alive })
    }

    /// Runs this, and whatever it spawns, on the thread.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> anyhow::Result<T> {
        Ok(self.handle.spawn(work).await?)
    }
}
