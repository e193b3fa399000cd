local stale = check_epoch()
if stale then return stale end
local kind = next_argument()
local blocks, ends, version = next_key(), next_key(), next_key()
local gone = redis.call('ZRANGEBYSCORE', ends, '-inf', now)
for _, name in ipairs(gone) do
  redis.call('ZREM', ends, name)
  redis.call('HDEL', blocks, name)
end
local result = 0
if kind == 'add' then
  local name, length, text = next_argument(), next_number(), next_argument()
  local before = redis.call('ZSCORE', ends, name)
  if length > 0 and not (before and tonumber(before) >= now + length) then
    redis.call('ZADD', ends, now + length, name)
    redis.call('HSET', blocks, name, text)
    if redis.call('ZCARD', ends) > 100000 then
      local first = redis.call('ZPOPMIN', ends)
      redis.call('HDEL', blocks, first[1])
    end
    result = 1
  end
elseif kind == 'lift' then
  local name = next_argument()
  result = redis.call('ZREM', ends, name)
  redis.call('HDEL', blocks, name)
end
if #gone > 0 or result == 1 then redis.call('INCR', version) end
local last = redis.call('ZRANGE', ends, -1, -1, 'WITHSCORES')
local least = milliseconds(last[2] and tonumber(last[2]) - now or 0)
for _, key in ipairs({ blocks, ends }) do redis.call('PEXPIRE', key, least) end
redis.call('PEXPIRE', version, milliseconds(math.max(86400 * 10000000, last[2] and tonumber(last[2]) - now or 0)))
local current = redis.call('GET', version) or '0'
if kind ~= 'read' or next_argument() == current then return { 'R', result, now, current } end
local reply = { 'R', result, now, current }
local scores = redis.call('ZRANGE', ends, 0, -1, 'WITHSCORES')
for i = 1, #scores, 2 do
  reply[#reply + 1] = scores[i]
  reply[#reply + 1] = scores[i + 1]
  reply[#reply + 1] = redis.call('HGET', blocks, scores[i])
end
return reply
