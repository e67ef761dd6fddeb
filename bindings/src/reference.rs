//! The human reference `CCC-XXXXXX-K`, as it is read over a telephone.

use usalama_core::model::incident::Reference;

use crate::error::UsalamaError;

/// Reads a reference as people write it (any case, O for 0, I and L for 1), and gives it in its one written form.
///
/// # Errors
/// `ReferenceShape` where it is too short or too long, `ReferenceCheck` where a character was misread.
#[uniffi::export]
pub fn check_reference(text: &str) -> Result<String, UsalamaError> {
    Ok(Reference::parse(text)?.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use usalama_core::clock::Timestamp;
    use usalama_core::event::SubjectId;

    use super::*;
    use crate::error::ErrorCode;

    fn code(text: &str) -> ErrorCode {
        let UsalamaError::Failed { code, retryable, .. } = check_reference(text).unwrap_err();
        assert!(!retryable);
        code
    }

    #[test]
    fn a_reference_is_read_as_people_write_it_and_a_misread_one_is_told_from_a_short_one() {
        let reference = Reference::of("047".parse().ok(), SubjectId::now(Timestamp::from_millis(0)));
        let spoken = reference.as_str().to_lowercase().replace('-', " ");
        assert_eq!(check_reference(&spoken), Ok(reference.as_str().to_owned()));
        assert_eq!(code(&reference.as_str().replacen("047", "074", 1)), ErrorCode::ReferenceCheck);
        assert_eq!(code("047"), ErrorCode::ReferenceShape);
    }
}
