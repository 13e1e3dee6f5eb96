-- Purpose: records the outcome of a claimed message.
--
-- KEYS  1..n  the session under each of the n secrets of the call that claimed it; one, if it is known which
--       n+1   the counts of the day the message was counted in; only if it is to be refunded
-- ARGV  1     packed, big-endian:
--         1   n
--         6   now, Unix ms
--         4   the claim
--         1   0 sent, 1 failed, 2 rejected, 3 unknown
--         12  number id
--         6   when the message was counted, ms into the day
--         n   what to keep of it if it was sent, nothing if empty; 2 bytes with its length come first
-- Output  {1, what is no longer kept of the message before or nil}, or {0} if no such message is under way: nothing changes
--         then
-- @include clocks-differ
-- @include session-format
local sessions, now, claim_id, result, number_id, counted_at, kept = struct.unpack('>BI6c4Bc12I6I2c0', ARGV[1])
local sent, failed, rejected, unknown = 0, 1, 2, 3

-- The session with its first message, which was sent; nil if it is another session or claim.
local function settle_first(bytes)
  local flags, _, expires = struct.unpack('>HBI6', bytes)
  -- It has claims and nothing else, perhaps as a decoy, perhaps with a next_link.
  if now >= expires or flags ~= 4 and flags ~= 5 and flags ~= 12 and flags ~= 13 then return nil end
  local count, id, of_claim, ends, at = struct.unpack('>Bc4BI6', bytes, head_bytes + 1)
  if count ~= 1 or id ~= claim_id or now >= ends or of_claim >= 128 or of_claim % 8 ~= 4 then return nil end
  local has_receipt, attempt_bytes = of_claim % 16 >= 8, math.floor(of_claim / 16)
  -- Attempt, receipt and next_link follow each other in a claim as they do in a session.
  local settled = flags - 4 + 16 + 32 + (has_receipt and 64 or 0) + (kept ~= '' and 128 or 0) + 256 * attempt_bytes
  local head = struct.pack('>H', settled) .. string.sub(bytes, 3, head_bytes)
  return head .. (kept ~= '' and pack_message(kept) or '') .. string.sub(bytes, at)
end

-- Most messages are the first of their session, and sent. All others go on below, by the same rules.
if result == sent then
  local stored = redis.call('GET', KEYS[1])
  local settled = stored and settle_first(stored)
  if settled then
    redis.call('SET', KEYS[1], settled, 'KEEPTTL')
    return { 1 }
  end
end

-- @include session-record
-- @include messages
-- @include remove-time
-- @include refund-message

local function find_message()
  for place = 1, sessions do
    local bytes = redis.call('GET', KEYS[place])
    local session = bytes and unpack_session(bytes)
    local claim, claim_place
    if session and now < session.expires then claim, claim_place = find_claim(session.messages.claims, claim_id) end
    if claim and claim.state == under_way and now < claim.ends then return KEYS[place], session, claim, claim_place end
  end
  return nil
end

-- The end of the session's last claim if nobody can have got a message: none was sent, not even perhaps, and none is in
-- flight. Else nil.
local function end_without_message(session)
  local messages, last = messages_at(session.messages, now), now
  if messages.sent or session.validated_at then return nil end
  for _, claim in ipairs(messages.claims) do
    if claim.state == under_way then return nil end
    last = math.max(last, claim.ends)
  end
  return last
end

local key, session, claim, place = find_message()
if not key then return { 0 } end
local replaced = nil
if result == sent then
  replaced = session.last_message
  session.last_message = not session.validated_at and kept ~= '' and kept or nil
  count_as_sent(session.messages, claim)
  table.remove(session.messages.claims, place)
else
  if result == unknown then count_as_perhaps_sent(session.messages, claim) end
  -- It no longer counts, and is kept for the waiting calls.
  claim.state, claim.carries, claim.attempt, claim.receipt = result, false, nil, nil
end
local ends = end_without_message(session)
if ends and ends < session.expires then
  session.expires = ends
  keep_session(key, session, now)
else
  rewrite_session(key, session, now)
end
if result == failed or result == rejected then refund_message(KEYS[sessions + 1], number_id, counted_at) end
return { 1, replaced or false }
