//! Who wants to hear of changes. Listeners are called after the change is durable, outside every lock.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

crate::vocabulary! {
    /// What changed.
    pub enum Topic {
        /// An incident, or how far an act on one has come.
        Incidents = "incidents", "Incidents", "Matukio";
        /// A copy for neighbours.
        Publications = "publications", "Neighbourhood", "Mtaa";
        /// A site, a shift or a patrol, or how far an act on one has come.
        Duty = "duty", "Guard duty", "Ulinzi";
        /// An alert, or how far an act on one has come.
        Alerts = "alerts", "Alerts", "Tahadhari";
        /// An SOS, or how far an act on one has come.
        Sos = "sos", "SOS", "SOS";
        /// A tip, or how far an act on one or an anonymous report has come.
        Tips = "tips", "Tips", "Dokezo";
        /// The queue of what is to be sent.
        Outbox = "outbox", "Outbox", "Kikasha cha kutuma";
        /// Who is signed in, and the grants of that actor.
        Session = "session", "Sign-in", "Kuingia";
        /// Areas and organisations.
        Reference = "reference", "Areas", "Maeneo";
        /// A referral or a sheet of attendance, or how far an act on one has come.
        Care = "care", "Care", "Huduma ya afya";
        /// A programme or an outreach event, or how far an act on one has come.
        Outreach = "outreach", "Outreach", "Uhamasishaji";
        /// A problem or a proposal, or how far an act on one has come.
        Solutions = "solutions", "Solutions", "Masuluhisho";
        /// Who looked, a legal hold, what was erased because its time was up.
        Rights = "rights", "Your data", "Data yako";
    }
}

impl Topic {
    /// Everything that events change: what is told where it does not matter which of them came.
    pub(crate) const OF_EVENTS: [Self; 11] = [
        Self::Incidents,
        Self::Publications,
        Self::Duty,
        Self::Alerts,
        Self::Sos,
        Self::Tips,
        Self::Outbox,
        Self::Care,
        Self::Outreach,
        Self::Solutions,
        Self::Rights,
    ];
}

/// Somebody who wants to hear of changes.
pub trait Observer: Send + Sync {
    /// Something changed; what, the next query tells. Must return soon and may call the library.
    fn changed(&self, topics: &[Topic]);
}

impl<F: Fn(&[Topic]) + Send + Sync> Observer for F {
    fn changed(&self, topics: &[Topic]) {
        self(topics);
    }
}

type Listeners = BTreeMap<u64, (Vec<Topic>, Arc<dyn Observer>)>;

/// The listeners of a phone.
#[derive(Clone, Default)]
pub struct Changes(Arc<Mutex<(u64, Listeners)>>);

/// A listener's registration: it ends when this is dropped.
#[must_use = "the observer hears nothing once its subscription is dropped"]
pub struct Subscription {
    number: u64,
    listeners: Weak<Mutex<(u64, Listeners)>>,
}

impl Changes {
    /// Registers a listener for some topics; for all where none is named.
    pub fn observe(&self, topics: &[Topic], observer: Arc<dyn Observer>) -> Subscription {
        let mut guard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        guard.0 += 1;
        let number = guard.0;
        guard.1.insert(number, (topics.to_vec(), observer));
        Subscription { number, listeners: Arc::downgrade(&self.0) }
    }

    /// Keeps back what this thread would tell, until what is given is dropped: a listener may call the library again, and must
    /// find no lock held that it will ask for.
    pub fn hold(&self) -> Held {
        let is_outermost = KEPT_BACK.with_borrow_mut(|kept| {
            let none_yet = kept.is_none();
            kept.get_or_insert_default();
            none_yet
        });
        Held { changes: self.clone(), is_outermost }
    }

    /// Tells the listeners.
    pub fn tell(&self, topics: &[Topic]) {
        let is_kept = KEPT_BACK.with_borrow_mut(|kept| {
            kept.as_mut().map(|kept| {
                kept.extend(topics.iter().filter(|topic| !kept.contains(topic)).cloned().collect::<Vec<_>>())
            })
        });
        if is_kept.is_some() {
            return;
        }
        let interested: Vec<(Vec<Topic>, Arc<dyn Observer>)> = {
            let guard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            guard.1.values().cloned().collect()
        };
        for (wanted, observer) in interested {
            let matching: Vec<Topic> =
                topics.iter().filter(|topic| wanted.is_empty() || wanted.contains(topic)).cloned().collect();
            if !matching.is_empty() {
                observer.changed(&matching);
            }
        }
    }
}

thread_local! {
    /// What is told once this thread holds no lock any more.
    static KEPT_BACK: RefCell<Option<Vec<Topic>>> = const { RefCell::new(None) };
}

/// What this thread tells is kept back as long as this lives.
#[must_use = "what is kept back is told when this is dropped"]
#[derive(Debug)]
pub struct Held {
    changes: Changes,
    is_outermost: bool,
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.is_outermost
            && let Some(topics) = KEPT_BACK.take().filter(|topics| !topics.is_empty())
        {
            self.changes.tell(&topics);
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(listeners) = self.listeners.upgrade() {
            listeners.lock().unwrap_or_else(PoisonError::into_inner).1.remove(&self.number);
        }
    }
}

impl std::fmt::Debug for Changes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Changes(…)")
    }
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Subscription({})", self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn a_listener_hears_its_topics_until_its_subscription_is_dropped_and_may_subscribe_from_within() {
        let changes = Changes::default();
        let heard = Arc::new(AtomicUsize::new(0));
        let (count, again) = (heard.clone(), changes.clone());
        let subscription = changes.observe(
            &[Topic::Outbox],
            Arc::new(move |topics: &[Topic]| {
                count.fetch_add(topics.len(), Ordering::SeqCst);
                drop(again.observe(&[], Arc::new(|_: &[Topic]| {})));
            }),
        );
        changes.tell(&[Topic::Outbox, Topic::Incidents]);
        changes.tell(&[Topic::Incidents]);
        assert_eq!(heard.load(Ordering::SeqCst), 1);
        drop(subscription);
        changes.tell(&[Topic::Outbox]);
        assert_eq!(heard.load(Ordering::SeqCst), 1);
    }
}
