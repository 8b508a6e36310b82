using System.Text.RegularExpressions;
using Alba.Assertions;
using Microsoft.Extensions.Primitives;

namespace Alba;

public sealed class HeaderExpectations
{
    private readonly Scenario _parent;
    private readonly string _headerKey;

    public HeaderExpectations(Scenario parent, string headerKey)
    {
        _parent = parent;
        _headerKey = headerKey;
    }

    public HeaderExpectations SingleValueShouldEqual(string expected) =>
        Single($"'{expected}'", value => string.Equals(value, expected, StringComparison.Ordinal));

    public HeaderExpectations SingleValueShouldMatch(Regex regex) => Single($"a value that matches '{regex}'", regex.IsMatch);

    // No time limit of our own: the pattern is the test's, and so is its cost.
    public HeaderExpectations SingleValueShouldMatch(string regex) =>
        SingleValueShouldMatch(new Regex(regex, RegexOptions.None, Regex.InfiniteMatchTimeout));

    public HeaderExpectations ShouldHaveOneNonNullValue() => Single("one value", value => !string.IsNullOrEmpty(value));

    public void ShouldHaveValues(params string[] expectedValues) => Expect(values => expectedValues.Length switch
    {
        0 => values.Count > 0 ? null : $"Expected header '{_headerKey}' to have values, but it was not written",
        _ => values.ToArray().SequenceEqual(expectedValues, StringComparer.Ordinal)
            ? null
            : $"Expected header '{_headerKey}' to have the values {Show(expectedValues)}, but it had {Show(values)}",
    });

    public void ShouldNotBeWritten() => Expect(values =>
        values.Count == 0 ? null : $"Expected header '{_headerKey}' not to be written, but it had {Show(values)}");

    private HeaderExpectations Single(string expected, Func<string, bool> holds)
    {
        Expect(values => values.Count switch
        {
            0 => $"Expected header '{_headerKey}' to have {expected}, but it was not written",
            1 when holds(values[0] ?? "") => null,
            1 => $"Expected header '{_headerKey}' to have {expected}, but it was '{values[0]}'",
            _ => $"Expected header '{_headerKey}' to have {expected} alone, but it had {Show(values)}",
        });
        return this;
    }

    private void Expect(Func<StringValues, string?> complaint) => _parent.AssertThat(new HeaderAssertion(_headerKey, complaint));

    private static string Show(StringValues values) =>
        values.Count == 0 ? "none" : string.Join(", ", values.Select(value => $"'{value}'"));
}
