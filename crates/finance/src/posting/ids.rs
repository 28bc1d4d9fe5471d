//! Ids of entries: one after another behind a single id given from outside, so that posting stays deterministic.

use uuid::{Builder, Uuid, Variant};

/// Hands out ids that stand together in an index: the first half of the given id, then a count.
#[derive(Debug, Clone)]
pub struct EntryIds {
    head: u64,
    tail: u64,
}

impl EntryIds {
    /// `seed` must be unique to the run, such as a fresh UUIDv7; its random tail is where counting begins.
    pub fn new(seed: Uuid) -> Self {
        let (head, tail) = seed.as_u64_pair();
        EntryIds { head, tail }
    }

    /// An id that counting on from the same seed never reaches in practice, for something that is no entry.
    pub fn apart(mut self) -> Uuid {
        self.tail ^= 1 << 61;
        self.next_id()
    }

    /// The next id; what the count would write into the bits of the variant (RFC 9562) is written over.
    pub fn next_id(&mut self) -> Uuid {
        self.tail = self.tail.wrapping_add(1);
        let counted = Uuid::from_u64_pair(self.head, self.tail);
        Builder::from_bytes(counted.into_bytes()).with_variant(Variant::RFC4122).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::EntryIds;

    #[test]
    fn ids_are_different_and_in_order() {
        let seed = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001);
        let mut ids = EntryIds::new(seed);
        let made: Vec<Uuid> = (0..1_000).map(|_| ids.next_id()).collect();
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(made[0].get_version_num(), 7);
        assert_eq!(made[999].as_u128(), 0x0192_0000_0000_7000_8000_0000_0000_03e9);
    }

    #[test]
    fn the_count_leaves_version_and_variant_alone() {
        let full = Uuid::from_u128(0x0192_0000_0000_7000_bfff_ffff_ffff_ffff);
        assert_eq!(EntryIds::new(full).next_id().as_u128(), 0x0192_0000_0000_7000_8000_0000_0000_0000);
    }

    /// Far from the ids that the same seed counts through, whichever half of them it begins in.
    #[test]
    fn an_id_apart() {
        for (tail, apart) in [
            (0x8000_0000_0000_0001, 0xa000_0000_0000_0002),
            (0xa000_0000_0000_0001, 0x8000_0000_0000_0002_u64),
        ] {
            let head = 0x0192_0000_0000_7000;
            let ids = EntryIds::new(Uuid::from_u64_pair(head, tail));
            assert_eq!(ids.apart(), Uuid::from_u64_pair(head, apart));
        }
    }
}
