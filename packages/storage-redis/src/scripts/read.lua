-- Purpose: reads a session and changes nothing.
--
-- KEYS  1..n  the session under each of the n secrets, newest first
-- ARGV  1     now, Unix ms
--       2     generation; empty if the sid names none that could be
--       3     wrong codes allowed, at most 255
-- Output  {'validated', the secret's index from 0, validated at (Unix ms), sealed address}
--         {'pending' | 'expired', what is kept of its last message or nil} | {'unknown'}
-- @include session-format
-- @include read-validated
local validated = read_validated()
if validated then return validated end
-- @include session-record
-- @include read-session
return (read_session())
