//! Member names and look-ups of choices.

use proptest::prelude::*;

use super::{Choice, decode_name, encode_name};
use crate::{accounts::AccountCategory, countries_regions::AddressFormat, customers::CustomerBlocked};

#[test]
fn labels_are_encoded_as_names() {
    let cases = [
        (" ", "_x0020_"),
        ("Ship", "Ship"),
        ("City+Post Code", "City_x002B_Post_x0020_Code"),
        ("Begin-Total", "Begin_x002D_Total"),
        ("G/L Account", "G_x002F_L_x0020_Account"),
        ("Charge (Item)", "Charge_x0020__x0028_Item_x0029_"),
        ("2nd", "_x0032_nd"),
        ("a_b", "a_b"),
        ("a_x0020_b", "a_x005F_x0020_b"),
        ("é", "é"),
        ("B2B", "B2B"),
        ("a_X0020_b", "a_x005F_X0020_b"),
        ("💶", "_xD83D__xDCB6_"),
    ];
    for (label, name) in cases {
        assert_eq!(encode_name(label), name, "{label:?}");
        assert_eq!(decode_name(name), label, "{name:?}");
    }
}

#[test]
fn choices_are_found_by_value_label_and_name() {
    assert_eq!(CustomerBlocked::from_value(3), Some(CustomerBlocked::All));
    assert_eq!(CustomerBlocked::from_value(4), None);
    assert_eq!(CustomerBlocked::from_label(""), Some(CustomerBlocked::Blank));
    assert_eq!(CustomerBlocked::from_label("ship"), Some(CustomerBlocked::Ship));
    assert_eq!(CustomerBlocked::from_name("_x0020_"), Some(CustomerBlocked::Blank));
    assert_eq!(CustomerBlocked::from_name("Nothing"), None);
    assert_eq!(AddressFormat::from_value(13), Some(AddressFormat::Custom));
    assert_eq!(AddressFormat::from_name("City+Post Code"), Some(AddressFormat::CityPostCode));
    assert_eq!(AccountCategory::CostOfGoodsSold.member_name(), "Cost_x0020_of_x0020_Goods_x0020_Sold");
}

proptest! {
    #![proptest_config(seeds::config(module_path!()))]

    #[test]
    fn every_label_survives_the_round_trip(label in "\\PC{0,20}") {
        prop_assert_eq!(decode_name(&encode_name(&label)), label);
    }

    #[test]
    fn any_name_can_be_decoded(name in "[_xX0-9A-Fé ]{0,30}") {
        decode_name(&name);
    }
}

#[test]
fn what_is_no_escape_stays() {
    for name in ["_x0020b", "_x00G0_", "_x+020_", "_x20_", "_x", "_"] {
        assert_eq!(decode_name(name), name);
    }
    assert_eq!(decode_name("a_X0020_b"), "a b");
}
