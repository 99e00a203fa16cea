"""The hash functions behind hashlib."""
import _md5,_sha1,_sha2,_sha3,_blake2
d=bytes(range(256))*3
for f in (_md5.md5,_sha1.sha1,_sha2.sha224,_sha2.sha256,_sha2.sha384,_sha2.sha512,_sha3.sha3_224,_sha3.sha3_256,_sha3.sha3_384,_sha3.sha3_512,_blake2.blake2b,_blake2.blake2s):
    h=f(); h.update(d); c=h.copy(); c.update(b"x")
    print(h.name,h.digest_size,h.block_size,h.hexdigest(),c.hexdigest()[:20],f(b"").hexdigest())
print(_sha3.shake_128(b"abc").hexdigest(20), _sha3.shake_256(b"").digest(5))
print(_blake2.blake2b(b"data",digest_size=20,key=b"secret",salt=b"salt",person=b"me",fanout=2,depth=3,leaf_size=100,node_offset=7,node_depth=1,inner_size=32,last_node=True).hexdigest())
print(_blake2.blake2s(b"data"*50,digest_size=17,key=b"secret",salt=b"salt",person=b"me",node_offset=7).hexdigest())
for bad in (lambda:_md5.md5("x"), lambda:_md5.md5(5), lambda:_sha3.shake_128().digest(), lambda: _blake2.blake2b(key=b"x"*65), lambda:_blake2.blake2b(digest_size=0)):
    try: print(bad())
    except Exception as e: print(type(e).__name__, e)
