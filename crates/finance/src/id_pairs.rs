//! A record named by id, by code, or by both, which must then agree (FINANCE.md 10, rule 25).

use uuid::Uuid;

use crate::{
    errors::RuleError,
    fields::{code, present_id},
};

/// How a request names another record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdPair<'a> {
    /// What the other record is called in a sentence.
    pub noun: &'a str,
    pub id_property: &'static str,
    pub code_property: &'static str,
    pub id: Option<Uuid>,
    pub code: Option<&'a str>,
    pub code_length_max: usize,
}

impl IdPair<'_> {
    /// Id and code of the record named, both blank when the request clears it; `None` when it names nothing. An id
    /// counts before a code; the blank guid leaves the word to a code. Unknown, or not in agreement: `Dialog`.
    pub fn resolve<'r>(
        &self,
        records: impl Iterator<Item = (Uuid, &'r str)>,
    ) -> Result<Option<(Uuid, String)>, RuleError> {
        let records: Vec<(Uuid, &str)> = records.collect();
        let by_id = match self.id.and_then(present_id) {
            Some(id) => Some(*records.iter().find(|(known, _)| *known == id).ok_or_else(|| {
                let property = self.id_property;
                RuleError::dialog(
                    property,
                    format!("{property}: there is no {} with the id {id}.", self.noun),
                )
            })?),
            None => None,
        };
        let Some(given) = self.code else {
            let named = by_id.map(|(id, code)| (id, code.to_owned()));
            return Ok(named.or(self.id.map(|_| (Uuid::nil(), String::new()))));
        };
        let property = self.code_property;
        let wanted = code(property, given, self.code_length_max)?;
        if let Some((id, known)) = by_id {
            if wanted == known {
                return Ok(Some((id, wanted)));
            }
            let (id_property, noun) = (self.id_property, self.noun);
            let message =
                format!("{property}: \"{given}\" was given, but {id_property} names the {noun} \"{known}\".");
            return Err(RuleError::dialog(property, message));
        }
        if wanted.is_empty() {
            return Ok(Some((Uuid::nil(), wanted)));
        }
        match records.iter().find(|(_, known)| *known == wanted) {
            Some((id, _)) => Ok(Some((*id, wanted))),
            None => {
                let message = format!("{property}: there is no {} \"{wanted}\".", self.noun);
                Err(RuleError::dialog(property, message))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::IdPair;
    use crate::Category;

    #[test]
    fn ids_count_before_codes_and_both_must_agree() {
        let (lamps, chairs) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let resolve = |id: Option<Uuid>, code: Option<&str>| {
            IdPair {
                noun: "item category",
                id_property: "itemCategoryId",
                code_property: "itemCategoryCode",
                id,
                code,
                code_length_max: 10,
            }
            .resolve([(lamps, "LAMPS"), (chairs, "CHAIRS")].into_iter())
            .map_err(|error| (error.category, error.property))
        };
        let nil = Uuid::nil();
        assert_eq!(resolve(None, None), Ok(None));
        assert_eq!(resolve(Some(lamps), None), Ok(Some((lamps, "LAMPS".into()))));
        assert_eq!(resolve(None, Some(" chairs")), Ok(Some((chairs, "CHAIRS".into()))));
        assert_eq!(resolve(Some(lamps), Some("lamps")), Ok(Some((lamps, "LAMPS".into()))));
        assert_eq!(resolve(Some(nil), Some("LAMPS")), Ok(Some((lamps, "LAMPS".into()))));
        assert_eq!(resolve(Some(nil), None), Ok(Some((nil, String::new()))));
        assert_eq!(resolve(None, Some("")), Ok(Some((nil, String::new()))));
        let refused = [
            (Some(Uuid::from_u128(9)), None, Category::Dialog, "itemCategoryId"),
            (Some(lamps), Some("CHAIRS"), Category::Dialog, "itemCategoryCode"),
            (Some(lamps), Some(""), Category::Dialog, "itemCategoryCode"),
            (None, Some("TABLES"), Category::Dialog, "itemCategoryCode"),
            (None, Some("MUCH TOO LONG"), Category::Length, "itemCategoryCode"),
        ];
        for (id, code, category, property) in refused {
            assert_eq!(resolve(id, code), Err((category, Some(property))), "{id:?} {code:?}");
        }
    }
}
