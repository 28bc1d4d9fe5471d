//! A disk as it is in the middle of writing: what is safe, and what the system may or may not have written by now.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::random::Random;
use crate::strace::Event;

/// The piece that a disk writes whole or not at all.
const SECTOR_BYTES: u64 = 512;

/// How much of what was not flushed a power cut leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    Nothing,
    Everything,
    /// Each write with even odds; half of those in part.
    RandomHalf,
}

/// The files of a database.
#[derive(Default)]
pub struct Disk {
    files: BTreeMap<String, File>,
}

#[derive(Default)]
struct File {
    safe: Content,
    /// Moves with each change of `safe`.
    version: u64,
    /// What was asked for and is not safe, oldest first, with the number of its event.
    waiting: Vec<(usize, Waiting)>,
}

#[derive(Clone, Default)]
struct Content {
    /// Whether the folder has the file: without its name the bytes cannot be found.
    is_named: bool,
    bytes: Arc<Vec<u8>>,
}

#[derive(Clone)]
enum Waiting {
    Write { offset: u64, data: Arc<Vec<u8>> },
    Truncate(u64),
    Create,
    Remove,
}

/// What a power cut leaves. Images with the same key have the same files.
pub struct Image {
    pub files: Vec<(String, Arc<Vec<u8>>)>,
    pub key: u64,
}

impl Disk {
    /// Files that are safe to begin with.
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Disk {
        let file =
            |bytes| File { safe: Content { is_named: true, bytes: Arc::new(bytes) }, ..File::default() };
        Disk { files: files.into_iter().map(|(name, content)| (name, file(content))).collect() }
    }

    /// Takes the event of this number.
    pub fn take(&mut self, number: usize, event: &Event) {
        let (name, waiting) = match event {
            Event::Write { file, offset, data } => {
                (file, Waiting::Write { offset: *offset, data: Arc::new(data.clone()) })
            }
            Event::Truncate { file, length } => (file, Waiting::Truncate(*length)),
            Event::Create { file } => {
                if self.files.get(file).is_some_and(File::is_there) {
                    return;
                }
                (file, Waiting::Create)
            }
            Event::Remove { file } => (file, Waiting::Remove),
            Event::Flush { file, until } => {
                if let Some(file) = self.files.get_mut(file) {
                    file.flush(*until, |waiting| {
                        matches!(waiting, Waiting::Write { .. } | Waiting::Truncate(_))
                    });
                }
                return;
            }
            Event::FlushFolder { until } => {
                for file in self.files.values_mut() {
                    file.flush(*until, |waiting| matches!(waiting, Waiting::Create | Waiting::Remove));
                }
                return;
            }
            Event::Answer { .. } => return,
        };
        self.files.entry(name.clone()).or_default().waiting.push((number, waiting));
    }

    /// The files after a power cut now.
    pub fn image(&self, kept: Kept, random: &mut Random) -> Image {
        let mut key = DefaultHasher::new();
        let mut files = Vec::new();
        for (name, file) in &self.files {
            let mut content = file.safe.clone();
            file.version.hash(&mut key);
            for (number, waiting) in &file.waiting {
                let is_kept = match kept {
                    Kept::Nothing => false,
                    Kept::Everything => true,
                    Kept::RandomHalf => random.one_in(2),
                };
                if is_kept {
                    number.hash(&mut key);
                    let torn = kept == Kept::RandomHalf && random.one_in(2);
                    let sectors = if torn { random.next() } else { u64::MAX };
                    sectors.hash(&mut key);
                    content.take(waiting, sectors);
                }
            }
            if content.is_named {
                files.push((name.clone(), content.bytes));
            }
        }
        Image { files, key: key.finish() }
    }
}

impl File {
    fn is_there(&self) -> bool {
        let last = self.waiting.iter().rev().find_map(|(_, waiting)| match waiting {
            Waiting::Create => Some(true),
            Waiting::Remove => Some(false),
            Waiting::Write { .. } | Waiting::Truncate(_) => None,
        });
        last.unwrap_or(self.safe.is_named)
    }

    /// Makes safe what is `meant` and was asked for before the event `until`.
    fn flush(&mut self, until: usize, meant: impl Fn(&Waiting) -> bool) {
        let (now, later): (Vec<_>, Vec<_>) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|(number, waiting)| *number < until && meant(waiting));
        self.waiting = later;
        for (_, waiting) in now {
            self.safe.take(&waiting, u64::MAX);
            self.version += 1;
        }
    }
}

impl Content {
    /// Does what was asked for; of a write only the sectors whose bit is set.
    fn take(&mut self, waiting: &Waiting, sectors: u64) {
        match waiting {
            Waiting::Create => self.is_named = true,
            Waiting::Remove => *self = Content::default(),
            Waiting::Truncate(length) => Arc::make_mut(&mut self.bytes).resize(*length as usize, 0),
            Waiting::Write { offset, data } => write(Arc::make_mut(&mut self.bytes), *offset, data, sectors),
        }
    }
}

fn write(content: &mut Vec<u8>, offset: u64, data: &[u8], sectors: u64) {
    let end = offset + data.len() as u64;
    let mut at = offset;
    while at < end {
        let sector_end = ((at / SECTOR_BYTES + 1) * SECTOR_BYTES).min(end);
        if sectors & (1 << ((at / SECTOR_BYTES) % 64)) != 0 {
            let (from, to) = (at as usize, sector_end as usize);
            if content.len() < to {
                content.resize(to, 0);
            }
            let source = (at - offset) as usize..(sector_end - offset) as usize;
            content[from..to].copy_from_slice(&data[source]);
        }
        at = sector_end;
    }
}

#[cfg(test)]
mod tests {
    use super::{Disk, Kept};
    use crate::random::Random;
    use crate::strace::Event;

    fn content(disk: &Disk, kept: Kept, file: &str) -> Option<Vec<u8>> {
        let image = disk.image(kept, &mut Random::new(1));
        image.files.into_iter().find(|(name, _)| name == file).map(|(_, content)| content.to_vec())
    }

    fn write(file: &str, offset: u64, data: &[u8]) -> Event {
        Event::Write { file: file.into(), offset, data: data.to_vec() }
    }

    #[test]
    fn only_what_was_flushed_is_sure_to_stay() {
        let mut disk = Disk::new([("a".to_owned(), b"1234".to_vec())]);
        disk.take(0, &write("a", 2, b"xyz"));
        disk.take(1, &write("a", 0, b"y"));
        assert_eq!(content(&disk, Kept::Nothing, "a").unwrap(), b"1234");
        assert_eq!(content(&disk, Kept::Everything, "a").unwrap(), b"y2xyz");
        disk.take(2, &Event::Flush { file: "a".into(), until: 1 });
        assert_eq!(content(&disk, Kept::Nothing, "a").unwrap(), b"12xyz");
        disk.take(3, &Event::Truncate { file: "a".into(), length: 1 });
        assert_eq!(content(&disk, Kept::Everything, "a").unwrap(), b"y");
        disk.take(4, &Event::Flush { file: "a".into(), until: 4 });
        assert_eq!(content(&disk, Kept::Nothing, "a").unwrap(), b"y");
    }

    #[test]
    fn a_file_stays_once_its_folder_was_flushed() {
        let mut disk = Disk::default();
        disk.take(0, &Event::Create { file: "a".into() });
        disk.take(1, &write("a", 0, b"1"));
        disk.take(2, &Event::Flush { file: "a".into(), until: 2 });
        assert_eq!(content(&disk, Kept::Nothing, "a"), None);
        disk.take(3, &Event::FlushFolder { until: 3 });
        assert_eq!(content(&disk, Kept::Nothing, "a").unwrap(), b"1");
        // Making a file again that is there changes nothing.
        disk.take(4, &Event::Create { file: "a".into() });
        disk.take(5, &Event::Flush { file: "a".into(), until: 5 });
        assert_eq!(content(&disk, Kept::Nothing, "a").unwrap(), b"1");
        disk.take(6, &Event::Remove { file: "a".into() });
        assert_eq!(content(&disk, Kept::Everything, "a"), None);
        disk.take(7, &Event::FlushFolder { until: 7 });
        assert_eq!(content(&disk, Kept::Nothing, "a"), None);
    }

    #[test]
    fn a_torn_write_keeps_whole_sectors() {
        let mut content = vec![0; 4];
        super::write(&mut content, 0, &[1; 1024], 0b10);
        assert_eq!(content.len(), 1024);
        assert!(content[..512].iter().all(|byte| *byte == 0) && content[512..].iter().all(|byte| *byte == 1));
    }
}
