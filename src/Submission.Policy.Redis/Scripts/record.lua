local stale = check_epoch()
if stale then return stale end
local kind = next_argument()
local s = read_state()
local limit = read_limit()
local amount = next_number()
local member = next_argument()
local time = tonumber(next_argument())
local teller, number = next_argument(), next_number()
local unnamed_lengths = check_named({ s })
if unnamed_lengths then return unnamed_lengths end
open(s)
if teller ~= '' then
  local last = redis.call('HGET', s.hash, 't:' .. teller)
  -- The answer was lost; what it told of was not.
  if last and tonumber(last) >= number then kind = 'read'
  else set(s, 't:' .. teller, number) end
end
if kind == 'record' then
  keep(s, limit)
  if not s.is_distinct then charge(s, limit, amount, member)
  elseif #limit.windows > 0 then
    local counted = redis.call('ZSCORE', s.members, member)
    if counted and tonumber(counted) < now - s.keep then counted = nil end
    if time and time < now then
      if not counted and now - time <= s.keep then charge(s, limit, 1, member, time) end
    elseif not time or not counted then
      charge(s, limit, 1, member)
    end
    local most = 65536
    for _, w in ipairs(limit.windows) do most = math.max(most, w.most + 1) end
    if redis.call('ZCARD', s.members) > most then redis.call('ZREMRANGEBYRANK', s.members, 0, 0) end
  end
elseif not s.is_distinct and s.is_following then
  follow(s, limit)
end
local fullest, opens = nil, now
if #limit.windows == 0 then fullest = { 0, s.pending, now }
else
  local least
  for i, w in ipairs(limit.windows) do
    local committed, pending = 0, s.pending
    if s.is_distinct or s.followed[w.name] then committed, pending = used(s, w) end
    if committed > w.most then
      local left = when_left(s, w, committed - w.most)
      if later(left, opens) or left == -1 then opens = left end
    end
    local left = w.most - committed - pending
    if not least or left < least then least = left; fullest = { i, committed + pending } end
  end
end
if redis.call('EXISTS', s.hash) == 1 or next(s.dirty) then close(0) end
return { 'R', fullest[1], fullest[2], opens, now }
