-- A deal names its solutions by their ids; whether one of them is eligible for incentives is read with each view of it.
CREATE INDEX solution_id ON solution (id);
