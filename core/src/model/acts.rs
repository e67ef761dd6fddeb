//! What can be done to a subject, as an enum with one kind of event for each act.

/// Declares acts: each variant has a payload, which is the `core` part of its events, and a kind, which their header names.
macro_rules! acts {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident($payload:ty) = $kind:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name { $($(#[$vmeta])* $variant($payload),)+ }

        impl $name {
            /// Every kind of event that this version applies.
            pub const KINDS: &'static [&'static str] = &[$($kind),+];

            /// The kind of event.
            #[must_use]
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $kind,)+ }
            }

            pub(in crate::model) fn core(&self) -> Result<$crate::event::Part, $crate::event::PartError> {
                match self { $(Self::$variant(payload) => $crate::event::Part::of(payload),)+ }
            }

            pub(in crate::model) fn read(kind: &str, core: &$crate::event::Part) -> Result<Option<Self>, $crate::event::PartError> {
                match kind {
                    $($kind => core.read::<$payload>().map(|payload| Some(Self::$variant(payload))),)+
                    _ => Ok(None),
                }
            }
        }
    };
}

pub(crate) use acts;
