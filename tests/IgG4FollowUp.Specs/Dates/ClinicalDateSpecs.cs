using System.Text.Json;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Specs.Patients;

namespace IgG4FollowUp.Specs.Dates;

public sealed class ClinicalDateSpecs
{
    [Theory]
    [InlineData("2024", DatePrecision.Year, "2024-01-01", "2024-12-31")]
    [InlineData("2024-02", DatePrecision.Month, "2024-02-01", "2024-02-29")]
    [InlineData("2023-02", DatePrecision.Month, "2023-02-01", "2023-02-28")]
    [InlineData("2024-03-11", DatePrecision.Day, "2024-03-11", "2024-03-11")]
    [InlineData("1900", DatePrecision.Year, "1900-01-01", "1900-12-31")]
    [InlineData("2200-12-31", DatePrecision.Day, "2200-12-31", "2200-12-31")]
    public void a_date_is_the_interval_of_the_days_it_can_mean(string text, DatePrecision precision, string earliest, string latest)
    {
        var date = ClinicalDate.Parse(text);
        date.Precision.ShouldBe(precision);
        date.IsReported.ShouldBeTrue();
        date.Earliest.ShouldBe(Given.Day(earliest));
        date.Latest.ShouldBe(Given.Day(latest));
    }

    [Fact]
    public void a_date_that_is_not_reported_can_be_any_day()
    {
        ClinicalDate.Parse("not-reported").ShouldBe(ClinicalDate.NotReported);
        ClinicalDate.NotReported.IsReported.ShouldBeFalse();
        (ClinicalDate.NotReported.Earliest, ClinicalDate.NotReported.Latest).ShouldBe((DateOnly.MinValue, DateOnly.MaxValue));
        ClinicalDate.NotReported.IsCertainlyBefore(ClinicalDate.Parse("2200")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("24")]
    [InlineData("1899")]
    [InlineData("2201")]
    [InlineData("2024-13")]
    [InlineData("2024-00")]
    [InlineData("2024-2")]
    [InlineData("2024-02-30")]
    [InlineData("2023-02-29")]
    [InlineData("2024-03-00")]
    [InlineData("2024/03/11")]
    [InlineData("11.03.2024")]
    [InlineData("2024-03-11T00:00:00Z")]
    [InlineData(" 2024")]
    [InlineData("２０２４")]
    [InlineData("Not-Reported")]
    public void what_is_no_calendar_date_is_refused(string text)
    {
        ClinicalDate.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => ClinicalDate.Parse(text)).Message.ShouldBe(ClinicalDate.Expected);
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<ClinicalDate>(JsonSerializer.Serialize(text)));
    }

    [Fact]
    public void a_number_is_no_date_in_json() => Should.Throw<JsonException>(() => JsonSerializer.Deserialize<ClinicalDate>("2024"));

    [Fact]
    public void a_day_outside_the_supported_years_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => ClinicalDate.On(new(1899, 12, 31)));
        Should.Throw<ArgumentOutOfRangeException>(() => ClinicalDate.On(new(2201, 1, 1)));
    }

    [Fact]
    public void before_and_after_are_certain_only_when_no_day_overlaps()
    {
        var (march, day, april) = (ClinicalDate.Parse("2024-03"), ClinicalDate.Parse("2024-03-11"), ClinicalDate.Parse("2024-04-01"));
        march.IsCertainlyBefore(april).ShouldBeTrue();
        april.IsCertainlyAfter(march).ShouldBeTrue();
        march.IsCertainlyBefore(day).ShouldBeFalse();
        day.IsCertainlyAfter(march).ShouldBeFalse();
        day.IsCertainlyBefore(day).ShouldBeFalse();
    }

    [Fact]
    public void dates_are_read_by_first_possible_day_and_the_vaguer_one_first()
    {
        string[] inOrder = ["not-reported", "2023-12-31", "2024", "2024-01", "2024-01-01", "2024-01-02", "2024-02"];
        inOrder.Reverse().Select(ClinicalDate.Parse).Order().Select(date => date.ToString()).ShouldBe(inOrder);
    }

    [Fact]
    public void every_date_is_printed_as_it_was_read() => Generated.ForAll(Generated.Date, date =>
    {
        ClinicalDate.Parse(date.ToString()).ShouldBe(date);
        ClinicalDate.Parse(date.ToString()).ToString().ShouldBe(date.ToString());
        JsonSerializer.Deserialize<ClinicalDate>(JsonSerializer.Serialize(date)).ShouldBe(date);
    });
}
