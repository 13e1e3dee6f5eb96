-- Purpose: keeps whose an access token is.
--
-- KEYS  1  the token: 6 bytes of when it expires, Unix ms, then the user id
-- ARGV  1  when it expires, Unix ms
--       2  the user id
--       3  ms until Redis drops it
-- Output  {'kept'}
redis.call('SET', KEYS[1], struct.pack('>I6', ARGV[1]) .. ARGV[2], 'PX', ARGV[3])
return { 'kept' }
