-- The messages of a session: `claims` and, of those that were sent or perhaps, the greatest `attempt` (of those that were),
-- whether there is any (`sent`) and whether one carried the code in force (`code_sent`).
local most_claims = 8

local function count_as_perhaps_sent(messages, claim)
  messages.sent = true
  messages.code_sent = messages.code_sent or claim.carries
end

local function count_as_sent(messages, claim)
  count_as_perhaps_sent(messages, claim)
  if claim.attempt then messages.attempt = math.max(messages.attempt or 0, claim.attempt) end
end

-- The messages as they are at `now`: what is still under way when its lifetime is over counts as sent.
local function messages_at(messages, now)
  local seen = { claims = {}, attempt = messages.attempt, sent = messages.sent, code_sent = messages.code_sent }
  for _, claim in ipairs(messages.claims) do
    if now < claim.ends then
      seen.claims[#seen.claims + 1] = claim
    elseif claim.state == under_way then
      count_as_sent(seen, claim)
    end
  end
  return seen
end

-- What is written of the messages: a claim that is over stays as long as clocks differ, unless there are many.
local function messages_to_keep(messages, now)
  local kept = messages_at(messages, now - clocks_differ)
  if #kept.claims > 2 * most_claims then return messages_at(messages, now) end
  return kept
end

-- Writes a session whose end is as it was.
local function rewrite_session(key, session, now)
  session.messages = messages_to_keep(session.messages, now)
  redis.call('SET', key, pack_session(session), 'KEEPTTL')
end

-- Writes a session that ends at another time. Redis drops it later: it counts by its own clock, from when the call comes
-- in.
local function keep_session(key, session, now)
  session.messages = messages_to_keep(session.messages, now)
  redis.call('SET', key, pack_session(session), 'PX', session.expires - now + clocks_differ)
end
