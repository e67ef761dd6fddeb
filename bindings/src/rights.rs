//! What people may ask about data on them: how long it is kept, who looked, a copy of everything, the end of it, and going on after a
//! phone was lost.

use std::path::PathBuf;
use std::time::Duration;

use usalama_core::client;
use usalama_core::clock::Timestamp;
use usalama_core::event::{PartName, Role, SubjectId};
use usalama_core::geo::AreaId;
use usalama_core::model::retention::{LawfulBasis, NOTICES, Purpose, RetentionClass, TABLE};
use uuid::Uuid;

use crate::client::{Usalama, host_key};
use crate::error::UsalamaError;
use crate::report::Advice;
use crate::runtime::within;

/// How long a class of data is kept.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RetentionRule {
    /// What.
    pub class_code: RetentionClass,
    /// On this phone.
    pub on_device: Advice,
    /// On the hub.
    pub on_hub: Advice,
    /// What is done on the hub then.
    pub afterwards: Advice,
}

/// Why personal data is processed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PrivacyNotice {
    /// What for.
    pub purpose: Purpose,
    /// On which basis.
    pub basis: LawfulBasis,
    /// Version of the words: a consent names it.
    pub version: String,
    /// The words.
    pub words: Advice,
}

/// Somebody looked at a record.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Look {
    /// Who.
    pub by: Option<Uuid>,
    /// In which role.
    pub role: Option<Role>,
    /// As whose officer.
    pub organisation: Option<Uuid>,
    /// When first on that day, by the clock of that phone.
    pub at: Option<Timestamp>,
    /// What was there to be seen, beside the core.
    pub parts: Vec<PartName>,
}

/// A legal hold on a record.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LegalHold {
    /// By which it is taken off again.
    pub id: Uuid,
    /// Who put it on.
    pub by: Option<Uuid>,
    /// The number in the Occurrence Book.
    pub ob_number: String,
    /// Until when.
    pub until: Timestamp,
}

/// How many records of a class lost something, because its time was up.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Swept {
    /// Of which class.
    pub class_code: RetentionClass,
    /// How many.
    pub count: u64,
}

/// A copy of one's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct Exported {
    /// Acts in it.
    pub events: u64,
    /// Its size.
    pub bytes: u64,
}

/// What becomes of what waits to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Unsent {
    /// It is sent first; where that does not succeed nothing is erased.
    SendFirst,
    /// It is thrown away.
    Discard,
}

/// What the hub said to an erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum HubErasure {
    /// It has forgotten who this was.
    Forgot {
        /// Records of which the parts were dropped.
        erased: u64,
        /// Records that are kept, without who it was.
        kept: u64,
    },
    /// It could not be reached, and is told with the next exchange of anybody on this phone.
    WillBeTold,
    /// It never knew.
    NeverKnew,
}

/// A profile that is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct Erased {
    /// What was thrown away unsent: acts, those of the realm `care`, and letters without a name.
    pub discarded: u64,
    /// What the hub said.
    pub hub: HubErasure,
    /// No other profile here was opened under the same key: delete it from the Keystore or Keychain now.
    pub forget_key: bool,
}

/// How long what is kept, in the order of the programme's table.
#[must_use]
#[uniffi::export]
pub fn retention_table() -> Vec<RetentionRule> {
    let rule = |rule: &usalama_core::model::retention::Rule| RetentionRule {
        class_code: rule.class.clone(),
        on_device: rule.device.said.into(),
        on_hub: rule.hub.said.into(),
        afterwards: rule.then.into(),
    };
    TABLE.iter().map(rule).collect()
}

/// Why personal data is processed, for every purpose.
#[must_use]
#[uniffi::export]
pub fn privacy_notices() -> Vec<PrivacyNotice> {
    let notice = |notice: &usalama_core::model::retention::Notice| PrivacyNotice {
        purpose: notice.purpose.clone(),
        basis: notice.basis.clone(),
        version: notice.version.to_owned(),
        words: notice.said.into(),
    };
    NOTICES.iter().map(notice).collect()
}

#[uniffi::export]
impl Usalama {
    /// Erases on this phone what is due. It needs no network, and is done by itself when the library is opened and then daily. What
    /// still waits to be sent is left alone.
    ///
    /// # Errors
    /// `Storage`, `DiskFull`: what is left is erased the next time.
    pub async fn sweep(&self) -> Result<Vec<Swept>, UsalamaError> {
        self.disk(|usalama| {
            let swept = usalama.sweep()?.0;
            Ok(swept.into_iter().map(|(class_code, count)| Swept { class_code, count }).collect())
        })
        .await
    }

    /// Who looked at a record, newest first: at one's own everybody, at somebody else's oneself and one's own station or firm.
    ///
    /// # Errors
    /// `NotSignedIn`, `Storage`.
    pub async fn who_looked(&self, id: Uuid) -> Result<Vec<Look>, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.who_looked(SubjectId(id))?.into_iter().map(Look::from).collect())).await
    }

    /// The legal holds that are on a record, as far as this phone knows.
    ///
    /// # Errors
    /// `NotSignedIn`, `Storage`.
    pub async fn legal_holds(&self, id: Uuid) -> Result<Vec<LegalHold>, UsalamaError> {
        self.disk(move |usalama| Ok(usalama.legal_holds(SubjectId(id))?.into_iter().map(LegalHold::from).collect()))
            .await
    }

    /// Puts a legal hold on an incident, for at most a year: the police alone.
    ///
    /// # Errors
    /// `Refused`; `Invalid` for a number that is empty or too long; `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn put_legal_hold(
        &self,
        id: Uuid,
        ob_number: String,
        until: Timestamp,
    ) -> Result<LegalHold, UsalamaError> {
        let ob_number = usalama_core::text::Title::new(&ob_number)?;
        self.disk(move |usalama| Ok(usalama.hold(SubjectId(id), ob_number, until)?.into())).await
    }

    /// Takes a legal hold off again: an officer of the station that put it on.
    ///
    /// # Errors
    /// `Refused`; `NotFound`; `NotSignedIn`; `Storage`.
    pub async fn release_legal_hold(&self, hold: Uuid) -> Result<(), UsalamaError> {
        self.disk(move |usalama| Ok(usalama.release_hold(SubjectId(hold))?)).await
    }

    /// Writes everything that is one's own into a file, as JSON. It needs no network. Keep the file where nobody else reads.
    ///
    /// # Errors
    /// `NotSignedIn`; `Storage` where the file cannot be written.
    pub async fn export_my_data(&self, file: String) -> Result<Exported, UsalamaError> {
        self.disk(move |usalama| {
            let client::Exported { events, bytes } = usalama.export_my_data(&PathBuf::from(file))?;
            Ok(Exported { events, bytes })
        })
        .await
    }

    /// Erases the one who is signed in: at the hub the number, who is behind which report, and what was reported where no case of
    /// the police or legal hold keeps it; here the whole profile. Without a network the hub is told later.
    ///
    /// # Errors
    /// `Refused` with `audit_bound` for the police; `Offline` and such where what waits could not be sent first; `NotSignedIn`;
    /// `Storage`; `Cancelled`. Nothing is erased then.
    pub async fn erase_me(&self, unsent: Unsent, deadline: Duration) -> Result<Erased, UsalamaError> {
        let usalama = self.core()?;
        let unsent = match unsent {
            Unsent::SendFirst => client::Unsent::SendFirst,
            Unsent::Discard => client::Unsent::Discard,
        };
        self.running.run(async move { Ok(usalama.erase_me(unsent, within(deadline)).await?.into()) }).await
    }

    /// Goes on as the account of a telephone number whose phone an administrator has reported lost, by the code that was sent to it,
    /// under the key that the host has made for it; gives its identity. What was reported before is read again.
    ///
    /// # Errors
    /// `Hub` where the code is not good or nothing was reported lost; `Invalid` for a key that has not 32 bytes; `Offline`,
    /// `TryLater`, `NoHub`, `NotSignedIn`, `Storage`, `Cancelled`.
    pub async fn recover_account(
        &self,
        enrolment: Uuid,
        code: String,
        home: Option<Uuid>,
        key: Vec<u8>,
        deadline: Duration,
    ) -> Result<Uuid, UsalamaError> {
        let (usalama, key) = (self.core()?, host_key(key)?);
        self.running
            .run(async move {
                let home = home.map(AreaId::new);
                Ok(usalama.recover_account(enrolment, &code, home, &key, within(deadline)).await?.0)
            })
            .await
    }
}

impl From<client::Look> for Look {
    fn from(look: client::Look) -> Self {
        let client::Look { by, role, org, at, parts } = look;
        Self { by: by.map(|by| by.0), role, organisation: org.map(|org| org.0), at, parts }
    }
}

impl From<client::Hold> for LegalHold {
    fn from(hold: client::Hold) -> Self {
        let client::Hold { id, by, ob_number, until } = hold;
        Self { id: id.0, by: by.map(|by| by.0), ob_number: ob_number.to_string(), until }
    }
}

impl From<client::Erased> for Erased {
    fn from(erased: client::Erased) -> Self {
        let hub = match erased.hub {
            client::TheHub::Forgot(told) => HubErasure::Forgot { erased: told.erased, kept: told.kept },
            client::TheHub::WillBeTold => HubErasure::WillBeTold,
            client::TheHub::NeverKnew => HubErasure::NeverKnew,
        };
        Self { discarded: erased.discarded, hub, forget_key: erased.forget_key }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_and_every_purpose_has_words_in_both_languages() {
        let table = retention_table();
        assert_eq!(table.len(), RetentionClass::ALL.len());
        assert!(table.iter().all(|rule| !rule.on_device.sw.is_empty() && !rule.on_hub.en.is_empty()));
        assert_eq!(privacy_notices().len(), Purpose::ALL.len());
    }
}
