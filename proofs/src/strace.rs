//! Reads what strace wrote: what the server did to its database files, and which answers left it.
//!
//! Writes and answers count from the moment they are asked for, flushes from the moment they have succeeded: of what
//! happens at the same time the less favourable order is taken.

use std::collections::BTreeMap;
use std::io::BufRead;

use anyhow::{Context, Result, bail};

/// Something that matters to a disk or to a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Write {
        file: String,
        offset: u64,
        data: Vec<u8>,
    },
    Truncate {
        file: String,
        length: u64,
    },
    /// The file is opened with the wish to make it if it is not there.
    Create {
        file: String,
    },
    Remove {
        file: String,
    },
    /// What was written to the file before the event `until` is on the disk now.
    Flush {
        file: String,
        until: usize,
    },
    /// The same for names of files in the folder.
    FlushFolder {
        until: usize,
    },
    /// A success left for the client, under the name the client had given its request.
    Answer {
        request: String,
    },
}

/// Reads all of it. `database` is the path of the database file: it and the files that begin with its name are
/// followed, but for the shared index of the log, which is rebuilt at each start.
pub fn read(lines: impl BufRead, database: &str) -> Result<Vec<Event>> {
    let (folder, name) = database.rsplit_once('/').context("the database has no folder")?;
    let mut reader = Reader {
        folder: folder.to_owned(),
        name: name.to_owned(),
        events: Vec::new(),
        unfinished: BTreeMap::new(),
    };
    for line in lines.split(b'\n') {
        let line = line?;
        reader.line(&line).with_context(|| {
            let shown = String::from_utf8_lossy(&line[..line.len().min(200)]).into_owned();
            format!("cannot follow: {shown}")
        })?;
    }
    Ok(reader.events)
}

struct Reader {
    folder: String,
    name: String,
    events: Vec<Event>,
    /// By thread: what it asked for, and how many events there were before.
    unfinished: BTreeMap<Vec<u8>, (Flushing, usize)>,
}

/// What a flush is of.
enum Flushing {
    File(String),
    Folder,
    Nothing,
}

impl Reader {
    fn line(&mut self, line: &[u8]) -> Result<()> {
        let Some((thread, rest)) = split_once(line, b" ") else { return Ok(()) };
        let rest = rest.trim_ascii_start();
        if let Some(resumed) = rest.strip_prefix(b"<... ") {
            if let Some((flushing, until)) = self.unfinished.remove(thread)
                && resumed.ends_with(b"= 0")
            {
                self.flush(flushing, until);
            }
            return Ok(());
        }
        let Some((call, arguments)) = split_once(rest, b"(") else { return Ok(()) };
        match call {
            b"pwrite64" => self.write(arguments),
            b"fsync" | b"fdatasync" => self.flush_call(thread, arguments),
            b"ftruncate" => self.truncate(arguments),
            b"openat" => self.open(arguments),
            b"unlink" | b"unlinkat" => self.remove(arguments),
            b"write" | b"writev" | b"sendto" | b"sendmsg" => self.send(arguments),
            b"rename" | b"renameat" | b"renameat2" | b"pwritev" | b"pwritev2" | b"fallocate" => {
                if contains(arguments, self.name.as_bytes()) {
                    bail!("a call on database files that the replay does not know");
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The name of a database file, from a whole path.
    fn followed(&self, path: &[u8]) -> Option<String> {
        let path = std::str::from_utf8(path).ok()?;
        let name = path.strip_prefix(&self.folder)?.strip_prefix('/')?;
        let kind = name.strip_prefix(&self.name)?;
        matches!(kind, "" | "-wal" | "-journal").then(|| name.to_owned())
    }

    /// `12</path/of/file>, ...`: the path of the descriptor and what follows.
    fn descriptor(arguments: &[u8]) -> Option<(&[u8], &[u8])> {
        let (_, rest) = split_once(arguments, b"<")?;
        split_once(rest, b">")
    }

    fn write(&mut self, arguments: &[u8]) -> Result<()> {
        let (path, rest) = Self::descriptor(arguments).context("a write without a file")?;
        let Some(file) = self.followed(path) else { return Ok(()) };
        let rest = rest.strip_prefix(b", ").context("a write of nothing")?;
        let (data, rest) = unescape(rest)?;
        let mut numbers = rest.split(|byte| !byte.is_ascii_digit() && *byte != b'-');
        let mut number = || numbers.by_ref().find(|part| !part.is_empty()).and_then(parse);
        let (length, offset) = (number().context("no length")?, number().context("no offset")?);
        if length != data.len() as i64 {
            bail!("{length} bytes were written and {} are shown", data.len());
        }
        // A write that failed or was cut short may have put anything that it was given.
        self.events.push(Event::Write { file, offset: u64::try_from(offset)?, data });
        Ok(())
    }

    fn flush_call(&mut self, thread: &[u8], arguments: &[u8]) -> Result<()> {
        let (path, rest) = Self::descriptor(arguments).context("a flush without a file")?;
        let flushing = match self.followed(path) {
            Some(file) => Flushing::File(file),
            None if path == self.folder.as_bytes() => Flushing::Folder,
            None => Flushing::Nothing,
        };
        let until = self.events.len();
        if rest.ends_with(b"<unfinished ...>") {
            self.unfinished.insert(thread.to_owned(), (flushing, until));
        } else if rest.ends_with(b"= 0") {
            self.flush(flushing, until);
        }
        Ok(())
    }

    fn flush(&mut self, flushing: Flushing, until: usize) {
        match flushing {
            Flushing::File(file) => self.events.push(Event::Flush { file, until }),
            Flushing::Folder => self.events.push(Event::FlushFolder { until }),
            Flushing::Nothing => {}
        }
    }

    fn truncate(&mut self, arguments: &[u8]) -> Result<()> {
        let (path, rest) = Self::descriptor(arguments).context("a truncation without a file")?;
        let Some(file) = self.followed(path) else { return Ok(()) };
        let digits = rest.split(|byte| !byte.is_ascii_digit()).find(|part| !part.is_empty());
        let length = digits.and_then(parse).context("no length")?;
        self.events.push(Event::Truncate { file, length: u64::try_from(length)? });
        Ok(())
    }

    fn open(&mut self, arguments: &[u8]) -> Result<()> {
        if !contains(arguments, b"O_CREAT") {
            return Ok(());
        }
        if let Some(file) = self.quoted(arguments)? {
            self.events.push(Event::Create { file });
        }
        Ok(())
    }

    fn remove(&mut self, arguments: &[u8]) -> Result<()> {
        if let Some(file) = self.quoted(arguments)? {
            self.events.push(Event::Remove { file });
        }
        Ok(())
    }

    fn quoted(&self, arguments: &[u8]) -> Result<Option<String>> {
        let Some(start) = arguments.iter().position(|byte| *byte == b'"') else { return Ok(None) };
        let (path, _) = unescape(&arguments[start..])?;
        Ok(self.followed(&path))
    }

    fn send(&mut self, arguments: &[u8]) -> Result<()> {
        if let Some((path, _)) = Self::descriptor(arguments)
            && self.followed(path).is_some()
        {
            bail!("a call on database files that the replay does not know");
        }
        let Some((_, answer)) = split_once(arguments, b"\"HTTP/1.1 2") else { return Ok(()) };
        if let Some((_, rest)) = split_once(answer, b"client-request-id: ") {
            let name = rest.get(..36).and_then(|name| std::str::from_utf8(name).ok());
            let request = name.context("an answer without a whole name")?.to_owned();
            self.events.push(Event::Answer { request });
        }
        Ok(())
    }
}

fn split_once<'a>(text: &'a [u8], by: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = find(text, by)?;
    Some((&text[..at], &text[at + by.len()..]))
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    find(text, part).is_some()
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

fn parse(digits: &[u8]) -> Option<i64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The bytes of a quoted string and what follows it.
fn unescape(text: &[u8]) -> Result<(Vec<u8>, &[u8])> {
    let mut rest = text.strip_prefix(b"\"").context("no string")?;
    let mut data = Vec::with_capacity(rest.len().min(8192));
    loop {
        match rest {
            [b'"', after @ ..] => {
                if after.starts_with(b"...") {
                    bail!("strace cut a string short");
                }
                return Ok((data, after));
            }
            [b'\\', digit @ b'0'..=b'7', ..] => {
                let mut value = u32::from(digit - b'0');
                let mut taken = 2;
                while taken < 4
                    && let Some(next @ b'0'..=b'7') = rest.get(taken)
                {
                    value = value * 8 + u32::from(next - b'0');
                    taken += 1;
                }
                data.push(u8::try_from(value)?);
                rest = &rest[taken..];
            }
            [b'\\', letter, after @ ..] => {
                data.push(match letter {
                    b'n' => b'\n',
                    b't' => b'\t',
                    b'r' => b'\r',
                    b'v' => 11,
                    b'f' => 12,
                    other => *other,
                });
                rest = after;
            }
            [byte, after @ ..] => {
                data.push(*byte);
                rest = after;
            }
            [] => bail!("a string without an end"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, read};

    #[test]
    fn calls_become_events() {
        let request = "01234567-89ab-4def-8123-456789abcdef";
        let text = format!(
            r#"7  openat(AT_FDCWD</x>, "/x/a.db-wal", O_RDWR|O_CREAT, 0600) = 9</x/a.db-wal>
7  openat(AT_FDCWD</x>, "/x/a.db", O_RDWR) = 8</x/a.db>
7  pwrite64(9</x/a.db-wal>, "a\0001\n\"\\\377", 7, 32) = 7
7  pwrite64(10</x/a.db-shm>, "a", 1, 0) = 1
7  fdatasync(9</x/a.db-wal> <unfinished ...>
8  pwrite64(9</x/a.db-wal>, "b", 1, 8) = 1
7  <... fdatasync resumed>) = 0
8  sendto(4<socket:[5]>, "HTTP/1.1 201 Created\r\nclient-request-id: {request}\r\n", 9, 0, NULL, 0) = 9
8  sendto(4<socket:[5]>, "HTTP/1.1 500 X\r\nclient-request-id: {request}\r\n", 9, 0, NULL, 0) = 9
8  fsync(9</x/a.db-wal>) = -1 EIO (Input/output error) (INJECTED)
8  fsync(11</x>) = 0
8  ftruncate(9</x/a.db-wal>, 0) = 0
8  unlink("/x/a.db-wal") = 0
8  +++ killed by SIGKILL +++
"#
        );
        let file = || "a.db-wal".to_owned();
        let events = read(text.as_bytes(), "/x/a.db").unwrap();
        let expected = [
            Event::Create { file: file() },
            Event::Write { file: file(), offset: 32, data: b"a\x001\n\"\\\xff".to_vec() },
            Event::Write { file: file(), offset: 8, data: b"b".to_vec() },
            Event::Flush { file: file(), until: 2 },
            Event::Answer { request: request.to_owned() },
            Event::FlushFolder { until: 5 },
            Event::Truncate { file: file(), length: 0 },
            Event::Remove { file: file() },
        ];
        assert_eq!(events, expected);
    }

    #[test]
    fn what_cannot_be_followed_is_refused() {
        for line in [
            r#"7  pwrite64(9</x/a.db>, "ab"..., 4096, 0) = 4096"#,
            r#"7  pwrite64(9</x/a.db>, "ab", 3, 0) = 3"#,
            r#"7  write(9</x/a.db>, "ab", 2) = 2"#,
            r#"7  rename("/x/a.db", "/x/b.db") = 0"#,
        ] {
            assert!(read(line.as_bytes(), "/x/a.db").is_err(), "{line}");
        }
    }
}
