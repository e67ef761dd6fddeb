//! What goes wrong.

use std::fmt;

/// What happens to one request or its reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trouble {
    /// The request never arrives.
    RequestLost,
    /// The connection breaks in the middle of the request.
    RequestCut,
    /// Somebody in between passes half of the request on as if it were all.
    RequestTruncated,
    /// The hub acts, and its reply never arrives.
    ReplyLost,
    /// The connection breaks in the middle of the reply.
    ReplyCut,
    /// Somebody in between passes half of the reply on as if it were all.
    ReplyTruncated,
    /// Both take minutes.
    Delay,
    /// The request arrives twice.
    Duplicate,
    /// The phone gives up, and the request arrives long after, behind later ones.
    Late,
    /// A gateway answers 502, and the hub hears nothing.
    BadGateway,
    /// The hub acts, and a gateway answers 504.
    ErrorAfterCommit,
    /// 429 with `Retry-After`.
    TooMany,
    /// The phone dies as the request goes out.
    CrashBeforeSend,
    /// The hub acts, and the phone dies before the reply.
    CrashAfterCommit,
    /// The hub acts, and dies before its reply.
    HubCrashAfterCommit,
}

impl Trouble {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::RequestLost,
        Self::RequestCut,
        Self::RequestTruncated,
        Self::ReplyLost,
        Self::ReplyCut,
        Self::ReplyTruncated,
        Self::Delay,
        Self::Duplicate,
        Self::Late,
        Self::BadGateway,
        Self::ErrorAfterCommit,
        Self::TooMany,
        Self::CrashBeforeSend,
        Self::CrashAfterCommit,
        Self::HubCrashAfterCommit,
    ];
}

/// Everything that can go wrong, as the table counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// With a request.
    Net(Trouble),
    /// The app is killed, and started again.
    Crash,
    /// The hub is killed, and started again.
    HubCrash,
    /// Somebody signs out.
    SignOut,
    /// The phone's clock jumps by years.
    ClockJump,
    /// The grant is taken back.
    Revoked,
    /// The grant is given again.
    Granted,
    /// Somebody moves to another area.
    Moved,
    /// The profile is replaced by a backup.
    Restored,
    /// A second phone begins with a copy of the profile.
    Cloned,
    /// The network is gone for hours or days.
    Away,
}

impl Fault {
    /// All of them, in the order of the table.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let others = [
            Self::Crash,
            Self::HubCrash,
            Self::SignOut,
            Self::ClockJump,
            Self::Revoked,
            Self::Granted,
            Self::Moved,
            Self::Restored,
            Self::Cloned,
            Self::Away,
        ];
        Trouble::ALL.map(Self::Net).into_iter().chain(others).collect()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Net(Trouble::RequestLost) => "request lost",
            Self::Net(Trouble::RequestCut) => "request cut",
            Self::Net(Trouble::RequestTruncated) => "request truncated",
            Self::Net(Trouble::ReplyLost) => "reply lost",
            Self::Net(Trouble::ReplyCut) => "reply cut",
            Self::Net(Trouble::ReplyTruncated) => "reply truncated",
            Self::Net(Trouble::Delay) => "delay",
            Self::Net(Trouble::Duplicate) => "duplicate",
            Self::Net(Trouble::Late) => "late, reordered",
            Self::Net(Trouble::BadGateway) => "502",
            Self::Net(Trouble::ErrorAfterCommit) => "504 after commit",
            Self::Net(Trouble::TooMany) => "429",
            Self::Net(Trouble::CrashBeforeSend) => "crash on send",
            Self::Net(Trouble::CrashAfterCommit) => "crash after commit",
            Self::Net(Trouble::HubCrashAfterCommit) => "hub crash after commit",
            Self::Crash => "crash",
            Self::HubCrash => "hub crash",
            Self::SignOut => "sign-out",
            Self::ClockJump => "clock ±10 y",
            Self::Revoked => "revoked",
            Self::Granted => "re-granted",
            Self::Moved => "moved",
            Self::Restored => "restored",
            Self::Cloned => "cloned",
            Self::Away => "away",
        })
    }
}
