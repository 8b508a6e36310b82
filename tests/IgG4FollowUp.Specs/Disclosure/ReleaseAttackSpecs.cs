using IgG4FollowUp.Domain.Disclosure;
using MathNet.Numerics.LinearAlgebra;

namespace IgG4FollowUp.Specs.Disclosure;

/// <summary>What somebody gains who asks everything of a release and reckons with the answers.</summary>
public sealed class ReleaseAttackSpecs
{
    private const int Cohorts = 200;
    private const int Minimum = 5;

    private static readonly string[] Columns = [.. RegistryColumns.All.Select(column => column.Name)];
    private static readonly string[] Divisions = [.. RegistryColumns.All.Where(column => column.MayDivide).Select(column => column.Name)];

    [Fact]
    public void nothing_told_or_reckoned_of_200_cohorts_is_about_fewer_than_the_minimum_and_nothing_hidden_is_narrower()
    {
        var (questions, tables, curves, smallest, narrowest) = (0, 0, 0, int.MaxValue, int.MaxValue);
        for (var seed = 0; seed < Cohorts; seed++)
        {
            var release = ReleasedCohorts.Make(Size(seed), seed).Protect(Minimum).Counts;
            var attacker = new Attacker(release, Divisions, Columns).Attack();
            questions += attacker.Questions;
            tables += release.Tables.Length;
            curves += release.TimesBy.Length;
            smallest = Math.Min(smallest, attacker.SmallestCount);
            narrowest = Math.Min(narrowest, attacker.NarrowestInterval);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{questions} questions to {Cohorts} cohorts of 10 to 200, answered with {tables} tables and {curves} curves by groups: "
            + $"smallest count {smallest}, narrowest interval of a count not told {narrowest} numbers, with a minimum of {Minimum}");
        questions.ShouldBeGreaterThan(10_000);
        tables.ShouldBeGreaterThan(1000, "there is something to attack");
        curves.ShouldBeGreaterThan(50);
        smallest.ShouldBeGreaterThanOrEqualTo(Minimum);
        narrowest.ShouldBeGreaterThanOrEqualTo(Minimum);
    }

    [Fact]
    public void the_same_attacker_gains_where_the_minimum_is_lower()
    {
        var attacks = Enumerable.Range(0, 40)
            .Select(seed => new Attacker(ReleasedCohorts.Make(Size(seed), seed).Protect(2).Counts, Divisions, Columns).Attack()).ToList();

        attacks.Min(attacker => attacker.SmallestCount).ShouldBe(2);
        attacks.Min(attacker => attacker.NarrowestInterval).ShouldBeLessThan(Minimum);
    }

    [Fact]
    public void no_combination_of_sums_over_groups_is_about_fewer_persons_by_trying_every_set_of_them()
    {
        var tried = 0;
        for (var seed = 0; seed < Cohorts; seed++)
        {
            var cohort = ReleasedCohorts.Make(12 + seed % 9, seed).Protect(Minimum);
            if (cohort.Divisions.Length == 0) continue;
            var vectors = Matrix<double>.Build.DenseOfRowArrays(Enumerable.Range(0, cohort.Persons).Select(person =>
                cohort.Divisions.SelectMany(division => division.Labels.Select((_, group) => division.Of[person] == group ? 1.0 : 0))
                    .Prepend(1).ToArray()));
            var rank = vectors.Rank();
            // A combination that is zero for all others exists exactly where the others alone have fewer dimensions.
            foreach (var few in Sets(cohort.Persons, Minimum - 1).Where(_ => seed % 20 == 0))
            {
                tried++;
                var others = vectors.EnumerateRowsIndexed().Where(row => !few.Contains(row.Item1)).Select(row => row.Item2);
                Matrix<double>.Build.DenseOfRows(others).Rank().ShouldBe(rank, $"cohort {seed}, persons {string.Join(", ", few)}");
            }
        }

        tried.ShouldBeGreaterThan(10_000);
    }

    [Fact]
    public void a_combination_about_few_is_found_where_there_is_one()
    {
        int[] sex = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1];
        int[] oneMoved = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1];
        int[] across = [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1];

        Isolation.IsRuledOut([sex], Minimum).ShouldBeTrue();
        Isolation.IsRuledOut([sex, across], Minimum).ShouldBeTrue();
        Isolation.IsRuledOut([sex, oneMoved], Minimum).ShouldBeFalse();
        Isolation.FollowsASet([sex], oneMoved).ShouldBeTrue();
        Isolation.FollowsASet([sex], across).ShouldBeFalse();
    }

    [Fact]
    public void a_code_held_by_few_and_one_held_by_nobody_are_answered_alike()
    {
        var tried = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var persons = ReleasedCohorts.Make(Size(seed), seed);
            var release = Text(persons);
            foreach (var column in RegistryColumns.All.Where(column => !column.IsOrdered))
            {
                foreach (var code in column.Codes)
                {
                    var held = persons.Count(person => Code(person, column) == code.Code);
                    if (held is 0 or >= Minimum) continue;
                    tried++;
                    Text(persons.ConvertAll(person => Code(person, column) == code.Code
                        ? person with { Codes = person.Codes.Remove(column.Name) }
                        : person)).ShouldBe(release, $"{seed} {column.Name} {code.Code}");
                }
            }
        }

        tried.ShouldBeGreaterThan(200);

        static string Text(IReadOnlyList<ReleasedPerson> persons) =>
            System.Text.Json.JsonSerializer.Serialize(persons.Protect(Minimum).Counts);

        static string? Code(ReleasedPerson person, ReleaseColumn column) => person.Codes.GetValueOrDefault(column.Name);
    }

    [Fact]
    public void too_few_persons_and_none_are_answered_alike()
    {
        for (var persons = 0; persons < Minimum; persons++)
        {
            var release = ReleasedCohorts.Make(persons, persons).Protect(Minimum).Counts;
            release.Persons.ShouldBeNull();
            release.TellsAnything.ShouldBeFalse();
        }
    }

    [Fact]
    public void releases_that_follow_each_other_differ_in_each_group_in_nobody_or_in_at_least_the_minimum()
    {
        var (safe, refused) = (0, 0);
        for (var seed = 0; seed < Cohorts; seed++)
        {
            var random = new Random(seed);
            var before = ReleasedCohorts.Make(Size(seed), seed);
            var come = random.Next(60);
            var change = random.Next(3) == 0 ? random.Next(20) : 0;
            List<ReleasedPerson> now =
            [
                .. before.Select((person, i) => i < change ? person with { Recurred = !person.Recurred } : person)
                    .Skip(random.Next(3) == 0 ? random.Next(8) : 0),
                .. ReleasedCohorts.Make(come, seed + 1000).Select(person => person with { Key = "new " + person.Key }),
            ];
            var next = now.Protect(Minimum);
            if (!Renewal.IsSafe(before.ToDictionary(person => person.Key, Digest), Digest, now, next))
            {
                refused++;
                continue;
            }

            safe++;
            var old = before.ToDictionary(person => person.Key);
            foreach (var division in next.Divisions)
            {
                foreach (var group in Enumerable.Range(0, division.Labels.Length))
                {
                    var other = now.Where((person, i) =>
                        division.Of[i] == group && (!old.TryGetValue(person.Key, out var was) || Digest(was) != Digest(person))).Count();
                    (other is 0 or >= Minimum).ShouldBeTrue($"{seed} {division.Name} {group}: {other}");
                }
            }
        }

        safe.ShouldBeGreaterThan(10);
        refused.ShouldBeGreaterThan(10);

        static string Digest(ReleasedPerson person) => System.Text.Json.JsonSerializer.Serialize(person);
    }

    private static int Size(int seed) => 10 + (int)(190 * Math.Pow(seed / (double)Cohorts, 2));

    private static IEnumerable<HashSet<int>> Sets(int persons, int most, int from = 0)
    {
        if (most == 0) yield break;
        for (var i = from; i < persons; i++)
        {
            yield return [i];
            foreach (var rest in Sets(persons, most - 1, i + 1)) yield return [i, .. rest];
        }
    }
}
