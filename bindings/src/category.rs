//! What can be reported, with its labels: one call for the whole table, because a call across the border costs more than
//! the table does.

use usalama_core::model::incident::Category;

/// What a form needs to know of a category.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct CategoryFacts {
    /// The category.
    pub category: Category,
    /// English label.
    pub en: String,
    /// Kiswahili label; a working draft, to be reviewed by a Kenyan speaker before release.
    pub sw: String,
    /// Whether others than the police and those assigned get the ward at the finest.
    pub sensitive: bool,
    /// Whether the police's tables have a heading for it.
    pub crime: bool,
    /// Whether it is reported as a tip, not as an incident.
    pub tip_only: bool,
}

/// Every category, in the order in which a form should offer them.
#[must_use]
#[uniffi::export]
pub fn categories() -> Vec<CategoryFacts> {
    Category::ALL
        .iter()
        .filter_map(|category| {
            let label = category.label()?;
            let facts = category.facts();
            Some(CategoryFacts {
                category: category.clone(),
                en: label.en.to_owned(),
                sw: label.sw.to_owned(),
                sensitive: facts.sensitive,
                crime: category.is_crime(),
                tip_only: facts.tip_only,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_category_of_the_core_is_offered_with_both_labels() {
        let offered = categories();
        assert_eq!(offered.len(), Category::ALL.len());
        let snatching = offered.iter().find(|category| category.category == Category::PhoneSnatching).unwrap();
        assert_eq!((snatching.en.as_str(), snatching.sw.as_str()), ("Phone snatching", "Kunyakuliwa simu"));
        assert!(snatching.crime && !snatching.sensitive && !snatching.tip_only);
    }

    #[test]
    fn drug_selling_is_a_sensitive_tip() {
        let offered = categories();
        let selling = offered.iter().find(|category| category.category == Category::DrugSelling).unwrap();
        assert!(selling.sensitive && selling.tip_only);
    }
}
