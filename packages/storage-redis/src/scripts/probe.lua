-- Purpose: writes a key that is gone at once, to see whether Redis takes writes.
--
-- KEYS  1  the key
-- Output  1
redis.call('SET', KEYS[1], '', 'PX', 1)
return 1
