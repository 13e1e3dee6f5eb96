-- Purpose: records the outcome of a claimed message.
--
-- KEYS  1..n  the session under each of the n secrets of the call that claimed it; one, if it is known which
--       n+1   the counts of the day the message was counted in; only if it is to be refunded
-- ARGV  1     n
--       2     now, Unix ms
--       3     the claim
--       4     'sent', 'unknown', 'failed' or 'rejected'
--       5     number id
--       6     when the message was counted, ms into the day
-- Output  1, or 0 if no such message is under way: nothing changes then
-- @include clocks-differ
-- @include session-record
-- @include messages
-- @include remove-time
-- @include refund-message
local sessions, now, result = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[4]

local function find_message()
  for place = 1, sessions do
    local bytes = redis.call('GET', KEYS[place])
    local session = bytes and unpack_session(bytes)
    local claim, claim_place
    if session and now < session.expires then claim, claim_place = find_claim(session.messages.claims, ARGV[3]) end
    if claim and claim.state == under_way and now < claim.ends then return KEYS[place], session, claim, claim_place end
  end
  return nil
end

-- The end of the session's last claim if nobody can have got a message: none was sent, not even perhaps, and none is in
-- flight. Else nil.
local function end_without_message(session)
  local messages, last = messages_at(session.messages, now), 0
  if messages.sent or session.validated_at then return nil end
  for _, claim in ipairs(messages.claims) do
    if claim.state == under_way then return nil end
    last = math.max(last, claim.ends)
  end
  return last
end

local key, session, claim, place = find_message()
if not key then return 0 end
if result == 'sent' then
  count_as_sent(session.messages, claim)
  table.remove(session.messages.claims, place)
else
  if result == 'unknown' then count_as_perhaps_sent(session.messages, claim) end
  -- It no longer counts, and is kept for the waiting calls.
  claim.state, claim.carries, claim.attempt, claim.receipt = results[result], false, nil, nil
end
local ends = end_without_message(session)
if ends and ends < session.expires then
  session.expires = ends
  keep_session(key, session, now)
else
  rewrite_session(key, session, now)
end
if result == 'failed' or result == 'rejected' then refund_message(KEYS[sessions + 1], ARGV[5], tonumber(ARGV[6])) end
return 1
