// As names.cc, in Rust: a box, a method of a generic type, a closure.
use std::mem;

struct Session {
    bytes: [u8; 1000],
}

struct Cache<T> {
    items: usize,
    last: Option<*const T>,
}

impl<T> Cache<T> {
    #[inline(never)]
    fn insert(&mut self, item: T) {
        self.items += 1;
        let kept = Box::leak(Box::new(item)); // mark bytes=10000 owner=names::Cache<T>::insert
        self.last = Some(kept);
    }
}

#[inline(never)]
fn load_table(rows: usize) {
    let table: Vec<u64> = Vec::with_capacity(rows); // mark bytes=4096 owner=names::load_table
    mem::forget(table);
}

#[inline(never)]
fn call(function: &dyn Fn()) {
    function();
}

fn main() {
    let mut cache = Cache { items: 0, last: None };
    for i in 0..10 {
        cache.insert(Session { bytes: [i; 1000] });
    }
    load_table(512);
    call(&|| {
        mem::forget(vec![1u8; 2222]); // mark bytes=2222 owner=names::main::{closure}
    });
    println!("done {} {}", cache.items, cache.last.is_some());
}
