//! Passwords: argon2id hashes, made and checked by at most two threads at a time.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::{self, phc},
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use thiserror::Error;
use tokio::{sync::Semaphore, task};

use crate::chance;

/// Fewest characters of a password.
pub const PASSWORD_LEAST_CHARACTERS: usize = 10;
/// Most characters of a password: a bound on work, far above any pass phrase.
pub const PASSWORD_MOST_CHARACTERS: usize = 256;
/// Each hash takes 19 MiB and a core for some 20 ms; two at a time leave the rest of the machine to the chats.
const AT_ONCE: usize = 2;
/// Beyond this many waiting, an answer would come after the caller has given up.
const MOST_WAITING: usize = 128;

/// Why a password was not hashed or checked.
#[derive(Debug, Error)]
pub enum PasswordError {
    /// Fewer than [`PASSWORD_LEAST_CHARACTERS`].
    #[error("a password needs at least {PASSWORD_LEAST_CHARACTERS} characters")]
    TooShort,
    /// More than [`PASSWORD_MOST_CHARACTERS`].
    #[error("a password has at most {PASSWORD_MOST_CHARACTERS} characters")]
    TooLong,
    /// Too many wait already; worth trying again in a second.
    #[error("too many passwords are being checked")]
    Busy,
    /// The stored hash cannot be read, or a hash could not be made.
    #[error("the password hash failed: {0}")]
    Hash(String),
}

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    dummy: Arc<str>,
    threads: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passwords").finish_non_exhaustive()
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new()
    }
}

impl Passwords {
    /// With the strength OWASP asks for: 19 MiB of memory, two passes.
    #[must_use]
    pub fn new() -> Self {
        Self::with_cost(19 * 1024, 2)
    }

    /// With another strength. For tests, which would otherwise spend their time here; a stored hash names its own
    /// strength and is checked with that.
    #[must_use]
    pub fn with_cost(memory_kib: u32, passes: u32) -> Self {
        let params = Params::new(memory_kib, passes, 1, None).expect("a strength within argon2's bounds");
        // A hash nobody has the password of: its bytes are drawn, not computed, so that start costs nothing.
        let dummy = format!(
            "$argon2id$v=19$m={memory_kib},t={passes},p=1${}${}",
            STANDARD_NO_PAD.encode(chance::bytes::<16>()),
            STANDARD_NO_PAD.encode(chance::bytes::<32>()),
        );
        Self {
            argon2: Argon2::new(Algorithm::Argon2id, Version::V0x13, params),
            dummy: dummy.into(),
            threads: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Arc::default(),
        }
    }

    /// Hashes a new password, as the text to store.
    ///
    /// # Errors
    /// When the password breaks the rule or too many wait.
    pub async fn hash(&self, password: &str) -> Result<String, PasswordError> {
        check_rule(password)?;
        let argon2 = self.argon2.clone();
        let password = password.to_owned();
        self.run(move || {
            let hash: phc::PasswordHash =
                argon2.hash_password_with_salt(password.as_bytes(), &chance::bytes::<16>())?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether the password is the stored one.
    ///
    /// # Errors
    /// When the stored text is no hash or too many wait.
    pub async fn verify(&self, stored: &str, password: &str) -> Result<bool, PasswordError> {
        if password.chars().count() > PASSWORD_MOST_CHARACTERS {
            return Ok(false);
        }
        let argon2 = self.argon2.clone();
        let stored = stored.to_owned();
        let password = password.to_owned();
        self.run(move || match argon2.verify_password(password.as_bytes(), stored.as_str()) {
            Ok(()) => Ok(true),
            Err(password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(error),
        })
        .await
    }

    /// As [`Passwords::verify`]; for someone unknown it takes the same time and answers no, so that the time does not
    /// tell who has an account.
    ///
    /// # Errors
    /// As [`Passwords::verify`].
    pub async fn verify_or_dummy(&self, stored: Option<&str>, password: &str) -> Result<bool, PasswordError> {
        let right = self.verify(stored.unwrap_or(&self.dummy), password).await?;
        Ok(right && stored.is_some())
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> password_hash::Result<T> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let waiting = Waiting::enter(&self.waiting)?;
        let permit = Arc::clone(&self.threads).acquire_owned().await.map_err(|_| PasswordError::Busy)?;
        drop(waiting);
        task::spawn_blocking(move || {
            // Held by the thread, not by the caller: a caller who leaves does not free the core.
            let _permit = permit;
            work()
        })
        .await
        .map_err(|error| PasswordError::Hash(error.to_string()))?
        .map_err(|error| PasswordError::Hash(error.to_string()))
    }
}

/// One who waits for a thread; gone when dropped.
struct Waiting(Arc<AtomicUsize>);

impl Waiting {
    fn enter(count: &Arc<AtomicUsize>) -> Result<Self, PasswordError> {
        let before = count.fetch_add(1, Ordering::AcqRel);
        let waiting = Self(Arc::clone(count));
        if before < MOST_WAITING { Ok(waiting) } else { Err(PasswordError::Busy) }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Checks the rule for new passwords: length only, since forced symbols make people write them down.
///
/// # Errors
/// [`PasswordError::TooShort`] or [`PasswordError::TooLong`].
pub fn check_rule(password: &str) -> Result<(), PasswordError> {
    match password.chars().count() {
        ..PASSWORD_LEAST_CHARACTERS => Err(PasswordError::TooShort),
        PASSWORD_LEAST_CHARACTERS..=PASSWORD_MOST_CHARACTERS => Ok(()),
        _ => Err(PasswordError::TooLong),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn cheap() -> Passwords {
        Passwords::with_cost(64, 1)
    }

    #[tokio::test]
    async fn only_the_right_password_is_accepted() {
        let passwords = cheap();
        let stored = passwords.hash("correct horse").await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{stored}");
        assert!(passwords.verify(&stored, "correct horse").await.unwrap());
        assert!(!passwords.verify(&stored, "correct hors").await.unwrap());
        assert!(!passwords.verify(&stored, &"x".repeat(300)).await.unwrap());
        assert_ne!(passwords.hash("correct horse").await.unwrap(), stored, "a salt came twice");
    }

    #[tokio::test]
    async fn a_hash_of_another_strength_still_counts() {
        let stored = Passwords::with_cost(128, 2).hash("correct horse").await.unwrap();
        assert!(cheap().verify_or_dummy(Some(&stored), "correct horse").await.unwrap());
    }

    #[tokio::test]
    async fn someone_unknown_costs_a_real_check_and_is_refused() {
        let passwords = Passwords::new();
        let argon2 = passwords.argon2.clone();
        let dummy = phc::PasswordHash::new(&passwords.dummy).unwrap();
        let strength = Params::try_from(&dummy).unwrap();
        assert_eq!((strength.m_cost(), strength.t_cost(), strength.p_cost()), (19_456, 2, 1));
        assert_eq!(argon2.params().m_cost(), strength.m_cost());
        assert!(!passwords.verify_or_dummy(None, "correct horse").await.unwrap());
    }

    #[tokio::test]
    async fn the_rule_counts_characters_not_bytes() {
        let passwords = cheap();
        assert!(matches!(passwords.hash("ninechars").await, Err(PasswordError::TooShort)));
        assert!(matches!(passwords.hash("ééééééééé").await, Err(PasswordError::TooShort)));
        assert!(passwords.hash("éééééééééé").await.is_ok());
        assert!(check_rule(&"x".repeat(256)).is_ok());
        assert!(matches!(check_rule(&"x".repeat(257)), Err(PasswordError::TooLong)));
    }

    #[tokio::test]
    async fn a_broken_hash_is_an_error_not_a_wrong_password() {
        assert!(matches!(cheap().verify("plain", "correct horse").await, Err(PasswordError::Hash(_))));
    }

    #[tokio::test]
    async fn a_crowd_is_told_to_come_back_and_leaves_no_trace() {
        let passwords = cheap();
        let held = Arc::clone(&passwords.threads).acquire_many_owned(2).await.unwrap();
        let crowd = futures_util::future::join_all(
            (0..MOST_WAITING + 5).map(|_| passwords.verify_or_dummy(None, "correct horse")),
        );
        let crowd = tokio::time::timeout(Duration::from_secs(60), async {
            let free = async {
                while passwords.waiting.load(Ordering::Acquire) < MOST_WAITING {
                    task::yield_now().await;
                }
                drop(held);
            };
            futures_util::future::join(crowd, free).await.0
        })
        .await
        .expect("the crowd is served");
        assert_eq!(crowd.iter().filter(|answer| matches!(answer, Err(PasswordError::Busy))).count(), 5);
        assert_eq!(passwords.waiting.load(Ordering::Acquire), 0);
    }
}
