//! Ids of entries: one after another behind a single id given from outside, so that posting stays deterministic.

use uuid::Uuid;

/// Hands out ids that stand together in an index: the first half of the given id, then a count.
#[derive(Debug, Clone)]
pub struct EntryIds {
    head: [u8; 8],
    tail: u64,
}

/// The variant bits of a UUID (RFC 9562), in the first two bits of the second half.
const VARIANT: u64 = 0b10 << 62;

impl EntryIds {
    /// `seed` must be unique to the run, such as a fresh UUIDv7; its random tail is where counting begins.
    pub fn new(seed: Uuid) -> Self {
        let bytes = seed.as_bytes();
        let (mut head, mut tail) = ([0; 8], [0; 8]);
        head.copy_from_slice(&bytes[..8]);
        tail.copy_from_slice(&bytes[8..]);
        EntryIds { head, tail: u64::from_be_bytes(tail) & !(0b11 << 62) }
    }

    /// An id that counting on from the same seed never reaches in practice, for something that is no entry.
    pub fn apart(mut self) -> Uuid {
        self.tail ^= 1 << 61;
        self.next_id()
    }

    /// The next id.
    pub fn next_id(&mut self) -> Uuid {
        self.tail = self.tail.wrapping_add(1) & !(0b11 << 62);
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.head);
        bytes[8..].copy_from_slice(&(self.tail | VARIANT).to_be_bytes());
        Uuid::from_bytes(bytes)
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
    }
}
