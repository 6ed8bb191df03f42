// As names.cc, in Rust, legacy mangling | v0: a box, a method of a generic type, a closure.
use std::mem;

struct Session {
    _bytes: [u8; 1000],
}

struct Cache<T> {
    items: usize,
    last: Option<*const T>,
}

impl<T> Cache<T> {
    #[inline(never)]
    fn insert(&mut self, item: T) {
        self.items += 1;
        let kept = Box::leak(Box::new(item)); // mark bytes=10000 owner=names::Cache<T>::insert|<names::Cache<names::Session>>::insert
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

#[inline(always)]
fn inner_step() {
    let block: Vec<u8> = Vec::with_capacity(8181); // mark bytes=8181 owner=names::inner_step through=names::middle_step,names::outer_step,names::main
    mem::forget(block);
}

#[inline(always)]
fn middle_step() {
    inner_step(); // in names::middle_step
}

#[inline(never)]
fn outer_step() {
    middle_step(); // in names::outer_step
}

fn main() {
    let mut cache = Cache { items: 0, last: None };
    for i in 0..10 {
        cache.insert(Session { _bytes: [i; 1000] });
    }
    load_table(512);
    call(&|| {
        mem::forget(vec![1u8; 2222]); // mark bytes=2222 owner=names::main::{{closure}}|names::main::{closure#0}
    });
    outer_step(); // in names::main
    println!("done {} {}", cache.items, cache.last.is_some());
}
