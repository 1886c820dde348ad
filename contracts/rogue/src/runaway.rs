//! Ways not to end well. Each ends in wasm as the host decides; in tests of this crate only those are run that end by themselves.
use cosmwasm_std::StdResult;

use crate::host;
use crate::msg::Runaway;

const PAGE_BYTES: usize = 65_536;

/// The result says that the work was done, where it can be.
pub fn run(how: Runaway) -> StdResult<u64> {
    match how {
        Runaway::Loop {} => endless(),
        Runaway::Panic { text } => panic!("{text}"),
        Runaway::Memory { bytes } => Ok(take(bytes as usize)),
        Runaway::Stack { depth } => Ok(descend(depth)),
        Runaway::Work { rounds } => Ok(work(rounds)),
        Runaway::WriteInQuery { key, value } => host::write(&key, &value),
        Runaway::BadRegion { offset, capacity, length } => host::read_at(offset, capacity, length),
        Runaway::BadIterator { id } => host::next_of(id),
        Runaway::BadOrder { order } => host::scan_in(order),
    }
}

fn endless() -> StdResult<u64> {
    let mut round = 0_u64;
    loop {
        round = std::hint::black_box(round.wrapping_add(1));
    }
}

fn take(bytes: usize) -> u64 {
    let mut memory = vec![0_u8; bytes];
    for page in memory.iter_mut().step_by(PAGE_BYTES) {
        *page = 1;
    }
    std::hint::black_box(&memory).iter().step_by(PAGE_BYTES).map(|page| u64::from(*page)).sum()
}

#[inline(never)]
fn descend(depth: u32) -> u64 {
    let here = std::hint::black_box([depth; 64]);
    if depth == 0 {
        return u64::from(here[0]);
    }
    1 + std::hint::black_box(descend(here[63] - 1))
}

fn work(rounds: u32) -> u64 {
    (0..rounds).fold(1, |state: u64, round| {
        std::hint::black_box(state.wrapping_mul(6_364_136_223_846_793_005) ^ u64::from(round))
    })
}
