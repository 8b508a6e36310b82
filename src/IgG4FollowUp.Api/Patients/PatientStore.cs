using System.Collections.Frozen;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Calendar;
using IgG4FollowUp.Api.Hosting;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using JasperFx.MultiTenancy;
using Marten;
using Weasel.Core;
using Wolverine.Marten;

namespace IgG4FollowUp.Api.Patients;

/// <summary>How patients are stored: one stream each, the clinic as tenant, the chart as an inline document.</summary>
public static class PatientStore
{
    public static void AddPatientStore(this IServiceCollection services)
    {
        services.AddMarten(options =>
            {
                options.DatabaseSchemaName = OwnTables.Schema;
                options.UseSystemTextJsonForSerialization(EnumStorage.AsInteger, Casing.CamelCase, EntryText.Configure);
                options.Events.TenancyStyle = TenancyStyle.Conjoined;
                options.Policies.AllDocumentsAreMultiTenanted();
                options.Events.MetadataConfig.CorrelationIdEnabled = true;
                options.Events.MetadataConfig.CausationIdEnabled = true;
                options.Events.MetadataConfig.UserNameEnabled = true;
                foreach (var (name, type) in EventTypes) options.Events.MapEventType(type, name);
                options.Projections.Add(new PatientChartProjection(), ProjectionLifecycle.Inline);
                AlertStore.Configure(options);
                // A wrong view is worse than one that stands still and says so.
                options.Projections.Errors.SkipApplyErrors = false;
                options.Projections.Errors.SkipSerializationErrors = false;
                options.Projections.Errors.SkipUnknownEvents = false;
            })
            .UseNpgsqlDataSource()
            .UseLightweightSessions()
            .ApplyAllDatabaseChangesOnStartup()
            .InitializeWith<Upgrade>()
            .AddAsyncDaemon(DaemonMode.HotCold)
            .IntegrateWithWolverine();
        services.ConfigureMarten((provider, options) =>
        {
            options.Events.TimeProvider = provider.GetRequiredService<TimeProvider>();
            AnalystRowsProjection.Register(options, provider.GetRequiredService<PatientHistories>());
            ClinicCalendar.Register(options, provider.GetRequiredService<PatientHistories>());
        });
    }

    /// <summary>Stored names of the events of a patient. Names are storage: they stay when a class is renamed.</summary>
    public static FrozenDictionary<string, Type> EventTypes { get; } = new Dictionary<string, Type>
    {
        ["patient_enrolled"] = typeof(PatientEnrolled),
        ["presentation_recorded"] = typeof(PresentationRecorded),
        ["asia_grade_recorded"] = typeof(AsiaGradeRecorded),
        ["lesion_imaged"] = typeof(LesionImaged),
        ["lab_measured"] = typeof(LabMeasured),
        ["biopsy_reported"] = typeof(BiopsyReported),
        ["surgery_performed"] = typeof(SurgeryPerformed),
        ["steroid_course_started"] = typeof(SteroidCourseStarted),
        ["steroid_dose_changed"] = typeof(SteroidDoseChanged),
        ["steroid_course_stopped"] = typeof(SteroidCourseStopped),
        ["sparing_agent_started"] = typeof(SparingAgentStarted),
        ["sparing_agent_stopped"] = typeof(SparingAgentStopped),
        ["visit_logged"] = typeof(VisitLogged),
        ["recurrence_recorded"] = typeof(RecurrenceRecorded),
        ["recurrence_resolved"] = typeof(RecurrenceResolved),
        ["follow_up_ended"] = typeof(FollowUpEnded),
        ["follow_up_resumed"] = typeof(FollowUpResumed),
        ["entry_corrected"] = typeof(EntryCorrected),
        ["entry_retracted"] = typeof(EntryRetracted),
    }.ToFrozenDictionary();
}
