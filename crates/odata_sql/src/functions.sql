-- The PostgreSQL side of functions.rs: exact integer and numeric arithmetic, no floating point.

CREATE OR REPLACE FUNCTION funchal_divide_half_away(dividend numeric, divisor numeric) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT (sign(dividend) * sign(divisor) * div(2 * abs(dividend) + abs(divisor), 2 * abs(divisor)))::bigint
$$;

CREATE OR REPLACE FUNCTION funchal_decimal_multiply(a bigint, b bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT funchal_divide_half_away(a::numeric * b::numeric, 100000)
$$;

CREATE OR REPLACE FUNCTION funchal_decimal_divide(a bigint, b bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT funchal_divide_half_away(a::numeric * 100000, b::numeric)
$$;

CREATE OR REPLACE FUNCTION funchal_decimal_round(a bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT funchal_divide_half_away(a::numeric, 100000) * 100000
$$;

CREATE OR REPLACE FUNCTION funchal_decimal_floor(a bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT a - (a % 100000 + 100000) % 100000
$$;

CREATE OR REPLACE FUNCTION funchal_decimal_ceiling(a bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT a + (100000 - a % 100000) % 100000
$$;

-- Positions are held within what substr takes; no text is longer.
CREATE OR REPLACE FUNCTION funchal_substring(value text, start bigint, length bigint) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT substr(
        value,
        least(CASE WHEN start < 0 THEN greatest(length(value) + start, 0) ELSE start END, 1073741824)::integer + 1,
        least(greatest(length, 0), 1073741824)::integer
    )
$$;

CREATE OR REPLACE FUNCTION funchal_substring(value text, start bigint) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT funchal_substring(value, start, 1073741824)
$$;

CREATE OR REPLACE FUNCTION funchal_instant_date(instant bigint) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN instant BETWEEN -62135596800000 AND 253402300799999
        THEN to_char(
            date '1970-01-01' + ((instant - (instant % 86400000 + 86400000) % 86400000) / 86400000)::integer,
            'YYYY-MM-DD'
        )
        -- Fails with 22003, as the years outside have no such form.
        ELSE (9223372036854775807 + instant / instant)::text
    END
$$;

CREATE OR REPLACE FUNCTION funchal_in_intervals(value text, intervals text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(bool_or(CASE
        WHEN position('..' IN part) = 0 THEN part <> '' AND value = part
        ELSE value COLLATE "C" >= split_part(part, '..', 1)
            AND (substr(part, position('..' IN part) + 2) = ''
                OR value COLLATE "C" <= substr(part, position('..' IN part) + 2))
    END), FALSE)
    FROM unnest(string_to_array(intervals, '|')) part
$$;

CREATE OR REPLACE FUNCTION funchal_amount_text(amount bigint) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN rounded < 0 THEN '-' ELSE '' END || to_char(abs(rounded), 'FM999,999,999,999,999,990.00')
    FROM (SELECT round(amount::numeric / 100000, 2) AS rounded) amounts
$$;
