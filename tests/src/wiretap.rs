//! Listens in on the line between a phone and the hub: every connection, byte for byte, as whoever runs the network sees it.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};

/// What went over one connection.
#[derive(Debug, Clone, Default)]
pub struct Call {
    /// What the phone said.
    pub said: Vec<u8>,
    /// What the hub answered.
    pub answered: Vec<u8>,
}

impl Call {
    /// The lines of the head of the request.
    #[must_use]
    pub fn head(&self) -> Vec<String> {
        let end = self.said.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(self.said.len());
        String::from_utf8_lossy(&self.said[..end]).lines().map(str::to_owned).collect()
    }

    /// What follows the head of the request.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        after_head(&self.said)
    }

    /// What follows the head of the answer.
    #[must_use]
    pub fn answer(&self) -> &[u8] {
        after_head(&self.answered)
    }
}

fn after_head(bytes: &[u8]) -> &[u8] {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(&[], |end| &bytes[end + 4..])
}

/// A line that is listened in on.
#[derive(Debug)]
pub struct Wiretap {
    address: String,
    calls: Arc<Mutex<Vec<Arc<Mutex<Call>>>>>,
}

impl Wiretap {
    /// On the line to the hub at this address.
    ///
    /// # Panics
    /// Where no port is free.
    pub async fn on(hub: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let hub = hub.trim_start_matches("http://").to_owned();
        let calls: Arc<Mutex<Vec<Arc<Mutex<Call>>>>> = Arc::default();
        let heard = calls.clone();
        tokio::spawn(async move {
            while let Ok((phone, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(&hub).await else { continue };
                let call = Arc::new(Mutex::new(Call::default()));
                heard.lock().unwrap_or_else(PoisonError::into_inner).push(call.clone());
                let (from_phone, to_phone) = phone.into_split();
                let (from_hub, to_hub) = server.into_split();
                tokio::spawn(pass_on(from_phone, to_hub, call.clone(), |call| &mut call.said));
                tokio::spawn(pass_on(from_hub, to_phone, call, |call| &mut call.answered));
            }
        });
        Self { address, calls }
    }

    /// What a phone takes for the hub.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The connections so far, in the order in which they were made.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.iter().map(|call| call.lock().unwrap_or_else(PoisonError::into_inner).clone()).collect()
    }
}

async fn pass_on(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    call: Arc<Mutex<Call>>,
    side: fn(&mut Call) -> &mut Vec<u8>,
) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(count) = from.read(&mut buffer).await {
        if count == 0 || to.write_all(&buffer[..count]).await.is_err() {
            break;
        }
        side(&mut call.lock().unwrap_or_else(PoisonError::into_inner)).extend_from_slice(&buffer[..count]);
    }
    let _ = to.shutdown().await;
}
