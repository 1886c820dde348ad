//! Calls to the host that no honest contract makes, past the standard library. They exist in wasm alone.
#[cfg(target_arch = "wasm32")]
pub use raw::{next_of, read_at, scan_in, write};

#[cfg(target_arch = "wasm32")]
mod raw {
    use cosmwasm_std::StdResult;

    /// How contract and host hand each other bytes.
    #[repr(C)]
    struct Region {
        offset: u32,
        capacity: u32,
        length: u32,
    }

    impl Region {
        fn of(bytes: &[u8]) -> Region {
            let length = bytes.len() as u32;
            Region { offset: bytes.as_ptr() as u32, capacity: length, length }
        }

        fn pointer(&self) -> u32 {
            self as *const Region as u32
        }
    }

    extern "C" {
        fn db_read(key: u32) -> u32;
        fn db_write(key: u32, value: u32);
        fn db_scan(start: u32, end: u32, order: i32) -> u32;
        fn db_next(iterator: u32) -> u32;
    }

    pub fn write(key: &[u8], value: &[u8]) -> StdResult<u64> {
        let (key, value) = (Region::of(key), Region::of(value));
        // Both regions live until the host is done with them.
        unsafe { db_write(key.pointer(), value.pointer()) };
        Ok(0)
    }

    pub fn read_at(offset: u32, capacity: u32, length: u32) -> StdResult<u64> {
        let region = Region { offset, capacity, length };
        Ok(unsafe { db_read(region.pointer()) }.into())
    }

    pub fn next_of(id: u32) -> StdResult<u64> {
        Ok(unsafe { db_next(id) }.into())
    }

    pub fn scan_in(order: i32) -> StdResult<u64> {
        Ok(unsafe { db_scan(0, 0, order) }.into())
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod absent {
    use cosmwasm_std::{StdError, StdResult};

    fn none() -> StdResult<u64> {
        Err(StdError::generic_err("there is a host in wasm alone"))
    }

    pub fn write(_key: &[u8], _value: &[u8]) -> StdResult<u64> {
        none()
    }

    pub fn read_at(_offset: u32, _capacity: u32, _length: u32) -> StdResult<u64> {
        none()
    }

    pub fn next_of(_id: u32) -> StdResult<u64> {
        none()
    }

    pub fn scan_in(_order: i32) -> StdResult<u64> {
        none()
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use absent::{next_of, read_at, scan_in, write};
