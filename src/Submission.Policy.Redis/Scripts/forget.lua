local stale = check_epoch()
if stale then return stale end
local kind = next_argument()
if kind == 'withdraw' then
  local s = read_state()
  return { 'R', redis.call('ZREM', s.members, next_argument()) }
end
local amounts, members = read_state(), read_state()
local unnamed_lengths = check_named({ amounts })
if unnamed_lengths then return unnamed_lengths end
open(amounts)
open(members)
local forgotten = redis.call('ZCOUNT', members.members, now - members.keep, '+inf')
redis.call('DEL', members.members)
for text in pairs(amounts.followed) do
  local w = amounts.by[text]
  forgotten = forgotten + sum_of(amounts, w)
  redis.call('DEL', w.key)
  amounts.dirty['w:' .. text] = nil
  redis.call('HDEL', amounts.hash, 'w:' .. text)
end
if redis.call('EXISTS', amounts.hash) == 1 then close(0) end
return { 'R', forgotten > 0 and 1 or 0 }
