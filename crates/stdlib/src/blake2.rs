//! The hash functions BLAKE2b and BLAKE2s (RFC 7693), with all parameters of the tree mode.

/// Permutations of the message words in each round.
const SIGMA: [[usize; 16]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
    [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
    [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
    [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
    [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
    [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
    [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
    [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

/// Parameters of a hash, in the order of the parameter block.
#[derive(Clone, Debug)]
pub struct Parameters {
    pub digest_size: u8,
    pub key: Vec<u8>,
    pub salt: Vec<u8>,
    pub person: Vec<u8>,
    pub fanout: u8,
    pub depth: u8,
    pub leaf_size: u32,
    pub node_offset: u64,
    pub node_depth: u8,
    pub inner_size: u8,
    pub last_node: bool,
}

macro_rules! blake2 {
    (
        $name:ident, $word:ty, $wide:ty, $doc:literal, block $block:literal, rounds $rounds:literal,
        salt $salt:literal, turns $turns:expr, start $start:expr, parameters $parameters:expr
    ) => {
        #[doc = $doc]
        #[derive(Clone)]
        pub struct $name {
            state: [$word; 8],
            /// Bytes that were hashed.
            count: $wide,
            buffer: Vec<u8>,
            digest_size: usize,
            last_node: bool,
        }

        impl $name {
            /// Bytes of a block.
            pub const BLOCK: usize = $block;
            /// Greatest length of a digest and of a key.
            pub const MOST: usize = $block / 2;
            /// Length of the salt and of the personalization.
            pub const SALT: usize = $salt;
            const START: [$word; 8] = $start;

            pub fn new(parameters: &Parameters) -> $name {
                let block: Vec<u8> = $parameters(parameters);
                let mut state = Self::START;
                for (word, bytes) in state.iter_mut().zip(block.chunks_exact(size_of::<$word>())) {
                    *word ^= <$word>::from_le_bytes(bytes.try_into().unwrap_or_default());
                }
                let mut hash = $name {
                    state,
                    count: 0,
                    buffer: Vec::with_capacity($block),
                    digest_size: usize::from(parameters.digest_size),
                    last_node: parameters.last_node,
                };
                if !parameters.key.is_empty() {
                    let mut key = parameters.key.clone();
                    key.resize($block, 0);
                    hash.update(&key);
                }
                hash
            }

            pub fn update(&mut self, mut data: &[u8]) {
                while !data.is_empty() {
                    // The last block is kept back: it is hashed differently.
                    if self.buffer.len() == $block {
                        self.count = self.count.wrapping_add($block);
                        let block = std::mem::take(&mut self.buffer);
                        self.compress(&block, false);
                    }
                    let count = ($block - self.buffer.len()).min(data.len());
                    self.buffer.extend_from_slice(&data[..count]);
                    data = &data[count..];
                }
            }

            pub fn digest(&self) -> Vec<u8> {
                let mut hash = self.clone();
                hash.count = hash.count.wrapping_add(hash.buffer.len() as $wide);
                let mut block = std::mem::take(&mut hash.buffer);
                block.resize($block, 0);
                hash.compress(&block, true);
                let mut digest: Vec<u8> = hash.state.iter().flat_map(|word| word.to_le_bytes()).collect();
                digest.truncate(self.digest_size);
                digest
            }

            fn compress(&mut self, block: &[u8], last: bool) {
                let mut message: [$word; 16] = [0; 16];
                for (word, bytes) in message.iter_mut().zip(block.chunks_exact(size_of::<$word>())) {
                    *word = <$word>::from_le_bytes(bytes.try_into().unwrap_or_default());
                }
                let mut v: [$word; 16] = [0; 16];
                v[..8].copy_from_slice(&self.state);
                v[8..].copy_from_slice(&Self::START);
                v[12] ^= self.count as $word;
                v[13] ^= (self.count >> <$word>::BITS) as $word;
                if last {
                    v[14] = !v[14];
                    if self.last_node {
                        v[15] = !v[15];
                    }
                }
                let turns: [u32; 4] = $turns;
                let mut mix = |a: usize, b: usize, c: usize, d: usize, x: $word, y: $word| {
                    v[a] = v[a].wrapping_add(v[b]).wrapping_add(x);
                    v[d] = (v[d] ^ v[a]).rotate_right(turns[0]);
                    v[c] = v[c].wrapping_add(v[d]);
                    v[b] = (v[b] ^ v[c]).rotate_right(turns[1]);
                    v[a] = v[a].wrapping_add(v[b]).wrapping_add(y);
                    v[d] = (v[d] ^ v[a]).rotate_right(turns[2]);
                    v[c] = v[c].wrapping_add(v[d]);
                    v[b] = (v[b] ^ v[c]).rotate_right(turns[3]);
                };
                for round in 0..$rounds {
                    let s = &SIGMA[round % 10];
                    mix(0, 4, 8, 12, message[s[0]], message[s[1]]);
                    mix(1, 5, 9, 13, message[s[2]], message[s[3]]);
                    mix(2, 6, 10, 14, message[s[4]], message[s[5]]);
                    mix(3, 7, 11, 15, message[s[6]], message[s[7]]);
                    mix(0, 5, 10, 15, message[s[8]], message[s[9]]);
                    mix(1, 6, 11, 12, message[s[10]], message[s[11]]);
                    mix(2, 7, 8, 13, message[s[12]], message[s[13]]);
                    mix(3, 4, 9, 14, message[s[14]], message[s[15]]);
                }
                for index in 0..8 {
                    self.state[index] ^= v[index] ^ v[index + 8];
                }
            }
        }
    };
}

fn padded(bytes: &[u8], length: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes.resize(length, 0);
    bytes
}

blake2!(
    Blake2b, u64, u128, "BLAKE2b: for 64-bit machines.", block 128, rounds 12, salt 16, turns [32, 24, 16, 63],
    start [
        0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1,
        0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f, 0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179,
    ],
    parameters |p: &Parameters| {
        let mut block = vec![p.digest_size, p.key.len() as u8, p.fanout, p.depth];
        block.extend_from_slice(&p.leaf_size.to_le_bytes());
        block.extend_from_slice(&p.node_offset.to_le_bytes());
        block.extend_from_slice(&[p.node_depth, p.inner_size]);
        block.extend_from_slice(&[0; 14]);
        block.extend_from_slice(&padded(&p.salt, 16));
        block.extend_from_slice(&padded(&p.person, 16));
        block
    }
);

blake2!(
    Blake2s, u32, u64, "BLAKE2s: for 32-bit machines.", block 64, rounds 10, salt 8, turns [16, 12, 8, 7],
    start [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ],
    parameters |p: &Parameters| {
        let mut block = vec![p.digest_size, p.key.len() as u8, p.fanout, p.depth];
        block.extend_from_slice(&p.leaf_size.to_le_bytes());
        block.extend_from_slice(&p.node_offset.to_le_bytes()[..6]);
        block.extend_from_slice(&[p.node_depth, p.inner_size]);
        block.extend_from_slice(&padded(&p.salt, 8));
        block.extend_from_slice(&padded(&p.person, 8));
        block
    }
);
