namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// Words typed by a person. They may name the patient by accident, so they leave the clinic in no de-identified view.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FreeTextAttribute : Attribute;

/// <summary>Identifies the patient to those who hold the clinic's list; it appears in no de-identified view.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IdentifyingAttribute : Attribute;
