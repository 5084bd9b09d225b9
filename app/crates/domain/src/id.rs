//! Typed public ids: TypeID (a prefix and a UUIDv7 in Crockford base32), so that a wrong kind of id is a type error
//! in Rust and a 404 or 422 outside.
//!
//! Ids are minted by services, never here. (The `type-safe-id` crate draws its own randomness, which would bring a
//! random source into the browser bundle; the encoding alone is small.)

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const SUFFIX_LEN: usize = 26;

/// Why a text is no id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The prefix is missing or belongs to another kind of id.
    #[error("expected an id that starts with `{expected}_`")]
    WrongPrefix {
        /// The prefix of the wanted kind.
        expected: &'static str,
    },
    /// The part behind the prefix is no base32 UUID.
    #[error("the part behind `{prefix}_` is not a valid id")]
    Malformed {
        /// The prefix of the wanted kind.
        prefix: &'static str,
    },
}

fn encode(value: u128) -> [u8; SUFFIX_LEN] {
    let mut out = [0_u8; SUFFIX_LEN];
    let mut rest = value;
    for slot in out.iter_mut().rev() {
        *slot = ALPHABET[(rest & 31) as usize];
        rest >>= 5;
    }
    out
}

fn decode(text: &str) -> Option<u128> {
    let bytes = text.as_bytes();
    // 26 digits hold 130 bits: the first may only be 0 to 7
    if bytes.len() != SUFFIX_LEN || bytes[0] > b'7' {
        return None;
    }
    bytes.iter().try_fold(0_u128, |sum, byte| {
        let digit = ALPHABET.iter().position(|known| known == byte)?;
        Some((sum << 5) | digit as u128)
    })
}

macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// What stands before the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// Gives a stored or freshly minted UUID its kind.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID, for the database.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let digits = encode(self.0.as_u128());
                f.write_str(concat!($prefix, "_"))?;
                f.write_str(&String::from_utf8_lossy(&digits))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let suffix = text
                    .strip_prefix(concat!($prefix, "_"))
                    .ok_or(IdError::WrongPrefix { expected: $prefix })?;
                decode(suffix).map(|value| Self(Uuid::from_u128(value))).ok_or(IdError::Malformed { prefix: $prefix })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some(concat!("^", $prefix, "_[0-7][0-9a-hjkmnp-tv-z]{25}$")))
                    .examples([concat!($prefix, "_01k9v3e8s5e7cs0w3f6c1v9b4a")])
                    .into()
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    };
}

typed_id!(
    /// An organisation: the tenant that every business row belongs to.
    TenantId,
    "org"
);
typed_id!(
    /// A person.
    UserId,
    "usr"
);
typed_id!(
    /// An API key (the key's row, never the key itself).
    ApiKeyId,
    "key"
);
typed_id!(
    /// A workflow with its draft.
    WorkflowId,
    "wf"
);
typed_id!(
    /// An immutable published version of a workflow.
    WorkflowVersionId,
    "wv"
);
typed_id!(
    /// One run of a workflow version.
    RunId,
    "run"
);
typed_id!(
    /// A trigger of a workflow: a webhook or a schedule.
    TriggerId,
    "trg"
);
typed_id!(
    /// Something that was delivered to a webhook.
    DeliveryId,
    "dlv"
);
typed_id!(
    /// A process that executes runs.
    WorkerId,
    "wrk"
);
typed_id!(
    /// One word from outside to a run.
    SignalId,
    "sig"
);
typed_id!(
    /// What a person is asked by a run.
    ApprovalId,
    "apr"
);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_and_id_are_one_to_one(bits: u128) {
            let id = RunId::from_uuid(Uuid::from_u128(bits));
            prop_assert_eq!(id.to_string().parse::<RunId>(), Ok(id));
            prop_assert_eq!(id.to_string().len(), 4 + SUFFIX_LEN);
        }

        #[test]
        fn order_of_text_is_order_of_id(a: u128, b: u128) {
            let (x, y) = (RunId::from_uuid(Uuid::from_u128(a)), RunId::from_uuid(Uuid::from_u128(b)));
            prop_assert_eq!(x.cmp(&y), x.to_string().cmp(&y.to_string()));
        }

        #[test]
        fn any_text_is_refused_or_read_but_never_a_panic(text: String) {
            let _ = text.parse::<RunId>();
        }
    }

    #[test]
    fn the_wrong_kind_is_refused() {
        let id = WorkflowId::from_uuid(Uuid::nil()).to_string();
        assert_eq!(id.parse::<RunId>(), Err(IdError::WrongPrefix { expected: "run" }));
        assert_eq!("run_zz".parse::<RunId>(), Err(IdError::Malformed { prefix: "run" }));
        assert_eq!(
            "run_80000000000000000000000000".parse::<RunId>(),
            Err(IdError::Malformed { prefix: "run" })
        );
    }
}
