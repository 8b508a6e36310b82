using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Classification;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Patients;

/// <summary>How far the record of a patient meets the criteria of IgG4-related disease. No set takes the place of another.</summary>
/// <param name="PatientId">The patient.</param>
/// <param name="Version">Version of the record.</param>
/// <param name="AcrEular2019">The classification criteria of ACR and EULAR.</param>
/// <param name="Comprehensive2020">The revised comprehensive diagnostic criteria.</param>
/// <param name="TissueCounts">IgG4-positive cells of each biopsy beside the count that its tissue asks for.</param>
/// <param name="CsfIgG4">IgG4 of cerebrospinal fluid and the IgG4 index, by sample.</param>
public sealed record ClassificationView(
    Guid PatientId, long Version, AcrEular2019 AcrEular2019, Comprehensive2020 Comprehensive2020, IReadOnlyList<TissueCount> TissueCounts,
    IReadOnlyList<CsfIgG4> CsfIgG4)
{
    public static ClassificationView Of(PatientChart chart) => new(
        chart.Id, chart.EventCount, AcrEular2019.Of(chart), Comprehensive2020.Of(chart), TissueCount.Of(chart),
        Domain.Classification.CsfIgG4.Of(chart));
}

public static class GetClassification
{
    public static void Map(IEndpointRouteBuilder patients) =>
        patients.MapGet("/{patientId:guid}/classification-criteria", (
                Guid patientId, HttpContext http, ChartsAsOf charts, string? version, string? knownAt) =>
                ChartAnswers.AnswerAsync(http, charts, patientId, version, knownAt, ClassificationView.Of))
            .DescribeRead<ClassificationView>("getClassificationCriteria", "Read how far the record meets the criteria of the disease")
            .Takes(PatientParameters.Version, PatientParameters.Known);
}
