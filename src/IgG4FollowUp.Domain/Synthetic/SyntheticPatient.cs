using System.Collections.Immutable;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Synthetic;

/// <summary>A made-up patient, labelled as synthetic in the enrolment itself.</summary>
/// <param name="Id">Id of the patient and of the stream.</param>
/// <param name="Events">The whole stream in order.</param>
public sealed record SyntheticPatient(Guid Id, ImmutableArray<RecordedEvent> Events);

/// <summary>What is fixed about a patient before the story is told.</summary>
internal sealed record SyntheticCase(
    string StudyNumber, DateOnly PresentedOn, ClinicalCourse Course, SpinalLevels Levels, Compartment Compartment, LesionPattern? Pattern,
    Enhancement? Enhancement, bool Published = false);
