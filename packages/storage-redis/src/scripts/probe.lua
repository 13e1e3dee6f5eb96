-- Purpose: writes a key that is gone at once, to see whether Redis takes writes.
--
-- KEYS  1  the key
-- ARGV  1  ms until Redis drops it
-- Output  nil
redis.call('SET', KEYS[1], '', 'PX', ARGV[1])
return nil
