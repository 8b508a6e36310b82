using IgG4FollowUp.Api.Hosting;
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
                NameEvents(options);
                options.Projections.Add(new PatientChartProjection(), ProjectionLifecycle.Inline);
                // A wrong view is worse than one that stands still and says so.
                options.Projections.Errors.SkipApplyErrors = false;
                options.Projections.Errors.SkipSerializationErrors = false;
                options.Projections.Errors.SkipUnknownEvents = false;
            })
            .UseNpgsqlDataSource()
            .UseLightweightSessions()
            .ApplyAllDatabaseChangesOnStartup()
            .AddAsyncDaemon(DaemonMode.HotCold)
            .IntegrateWithWolverine();
        services.ConfigureMarten((provider, options) => options.Events.TimeProvider = provider.GetRequiredService<TimeProvider>());
    }

    // Names are storage: they stay when a class is renamed.
    private static void NameEvents(StoreOptions options)
    {
        options.Events.MapEventType<PatientEnrolled>("patient_enrolled");
        options.Events.MapEventType<PresentationRecorded>("presentation_recorded");
        options.Events.MapEventType<AsiaGradeRecorded>("asia_grade_recorded");
        options.Events.MapEventType<LesionImaged>("lesion_imaged");
        options.Events.MapEventType<LabMeasured>("lab_measured");
        options.Events.MapEventType<BiopsyReported>("biopsy_reported");
        options.Events.MapEventType<SurgeryPerformed>("surgery_performed");
        options.Events.MapEventType<SteroidCourseStarted>("steroid_course_started");
        options.Events.MapEventType<SteroidDoseChanged>("steroid_dose_changed");
        options.Events.MapEventType<SteroidCourseStopped>("steroid_course_stopped");
        options.Events.MapEventType<SparingAgentStarted>("sparing_agent_started");
        options.Events.MapEventType<SparingAgentStopped>("sparing_agent_stopped");
        options.Events.MapEventType<VisitLogged>("visit_logged");
        options.Events.MapEventType<RecurrenceRecorded>("recurrence_recorded");
        options.Events.MapEventType<RecurrenceResolved>("recurrence_resolved");
        options.Events.MapEventType<FollowUpEnded>("follow_up_ended");
        options.Events.MapEventType<FollowUpResumed>("follow_up_resumed");
        options.Events.MapEventType<EntryCorrected>("entry_corrected");
        options.Events.MapEventType<EntryRetracted>("entry_retracted");
    }
}
