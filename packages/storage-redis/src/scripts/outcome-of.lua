-- Purpose: reads the outcome of a claimed message, and changes nothing.
--
-- KEYS  1  the session
-- ARGV  1  now, Unix ms
--       2  generation
--       3  the claim
-- Output  {'under-way'} | {'sent'} | {'unknown'} | {'failed'} | {'rejected'}
-- @include session-format
-- @include session-record
local now = tonumber(ARGV[1])
local session = find_session(1, now)
if not session or session.generation ~= ARGV[2] then return { 'failed' } end
local claim = find_claim(session.messages.claims, ARGV[3])
if not claim or now >= claim.ends then return { 'sent' } end
if claim.state == under_way then return { 'under-way' } end
for result, state in pairs(results) do
  if state == claim.state then return { result } end
end
