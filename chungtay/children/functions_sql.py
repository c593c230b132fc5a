"""SQL functions behind the computed columns of `Child` (migration 0001)."""

# Each fault is a bit of `Child.faults`; chungtay.children.quality gives the words. Facts decide, so nobody sets it.
FORWARD = r"""
CREATE FUNCTION children_parents_folded(father text, mother text, carer text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT btrim(foundation_fold(father) || ' ' || foundation_fold(mother) || ' ' || foundation_fold(carer))
$$;

CREATE FUNCTION children_birth_year(birth date) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT date_part('year', birth)::smallint
$$;

CREATE FUNCTION children_number_fault(number text, sex text, birth date) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN number = '' THEN false
    WHEN number !~ '^[0-9]{12}$' THEN true
    WHEN left(number, 3) <> ALL ('{001,002,004,006,008,010,011,012,014,015,017,019,020,022,024,025,026,027,030,031,033,034,035,036,037,038,040,042,044,045,046,048,049,051,052,054,056,058,060,062,064,066,067,068,070,072,074,075,077,079,080,082,083,084,086,087,089,091,092,093,094,095,096}'::text[])
      AND left(number, 1) = '0' THEN true
    WHEN sex <> '' AND (substr(number, 4, 1)::int % 2 = 0) <> (sex = 'male') THEN true
    WHEN birth IS NOT NULL AND substr(number, 5, 2)::int <> (date_part('year', birth)::int % 100) THEN true
    WHEN birth IS NOT NULL AND substr(number, 4, 1)::int / 2 <> (date_part('year', birth)::int / 100) - 19 THEN true
    ELSE false END
$$;

CREATE FUNCTION children_faults(full_name text, birth text, birth_date date, sex text, ethnicity text, number text,
  registered boolean, father text, mother text, carer text, hamlet bigint) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (full_name !~ '\S\s+\S')::int * 1
    + (birth_date IS NULL)::int * 2
    + (birth_date IS NOT NULL AND length(birth) < 10)::int * 4
    + (sex = '')::int * 8
    + (ethnicity = '')::int * 16
    + (number = '')::int * 32
    + children_number_fault(number, sex, birth_date)::int * 64
    + (father = '' AND mother = '' AND carer = '')::int * 128
    + (registered IS NOT TRUE)::int * 256
    + (hamlet IS NULL)::int * 512
$$;
"""

BACKWARD = """
DROP FUNCTION children_faults(text, text, date, text, text, text, boolean, text, text, text, bigint);
DROP FUNCTION children_number_fault(text, text, date);
DROP FUNCTION children_birth_year(date);
DROP FUNCTION children_parents_folded(text, text, text);
"""
