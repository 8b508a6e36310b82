using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>Systemic glucocorticoid.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Glucocorticoid>))]
public enum Glucocorticoid
{
    /// <summary>Hydrocortisone.</summary>
    Hydrocortisone,

    /// <summary>Cortisone.</summary>
    Cortisone,

    /// <summary>Prednisone.</summary>
    Prednisone,

    /// <summary>Prednisolone.</summary>
    Prednisolone,

    /// <summary>Methylprednisolone.</summary>
    Methylprednisolone,

    /// <summary>Triamcinolone.</summary>
    Triamcinolone,

    /// <summary>Dexamethasone.</summary>
    Dexamethasone,

    /// <summary>Betamethasone.</summary>
    Betamethasone,

    /// <summary>Deflazacort.</summary>
    Deflazacort,
}

/// <summary>Route of a glucocorticoid.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SteroidRoute>))]
public enum SteroidRoute
{
    /// <summary>By mouth; systemic.</summary>
    Oral,

    /// <summary>Into a vein; systemic.</summary>
    Intravenous,

    /// <summary>Into a muscle; systemic.</summary>
    Intramuscular,

    /// <summary>Into the epidural space; local, outside the cumulative dose.</summary>
    Epidural,

    /// <summary>Another local route, outside the cumulative dose.</summary>
    OtherLocal,
}

/// <summary>Steroid-sparing agent seen in the literature.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SparingAgent>))]
public enum SparingAgent
{
    /// <summary>Rituximab.</summary>
    Rituximab,

    /// <summary>Inebilizumab.</summary>
    Inebilizumab,

    /// <summary>Azathioprine.</summary>
    Azathioprine,

    /// <summary>Mycophenolate.</summary>
    Mycophenolate,

    /// <summary>Methotrexate.</summary>
    Methotrexate,

    /// <summary>Leflunomide.</summary>
    Leflunomide,

    /// <summary>Cyclophosphamide.</summary>
    Cyclophosphamide,

    /// <summary>Mercaptopurine.</summary>
    Mercaptopurine,

    /// <summary>Tacrolimus.</summary>
    Tacrolimus,

    /// <summary>Ciclosporin.</summary>
    Ciclosporin,

    /// <summary>Abatacept.</summary>
    Abatacept,

    /// <summary>Obexelimab.</summary>
    Obexelimab,

    /// <summary>Elotuzumab.</summary>
    Elotuzumab,

    /// <summary>Belimumab.</summary>
    Belimumab,

    /// <summary>Tocilizumab.</summary>
    Tocilizumab,

    /// <summary>Efgartigimod.</summary>
    Efgartigimod,

    /// <summary>Another agent; name it in the regimen.</summary>
    Other,

    /// <summary>Obinutuzumab.</summary>
    Obinutuzumab,

    /// <summary>Daratumumab.</summary>
    Daratumumab,

    /// <summary>Bortezomib.</summary>
    Bortezomib,

    /// <summary>Infliximab.</summary>
    Infliximab,

    /// <summary>Iguratimod.</summary>
    Iguratimod,

    /// <summary>Hydroxychloroquine.</summary>
    Hydroxychloroquine,

    /// <summary>Intravenous immunoglobulin.</summary>
    IntravenousImmunoglobulin,

    /// <summary>Plasma exchange; no drug, but given in place of one.</summary>
    PlasmaExchange,

    /// <summary>Radiotherapy; no drug, but given in place of one.</summary>
    Radiotherapy,
}

/// <summary>What a drug is given for.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<Indication>))]
public enum Indication
{
    /// <summary>IgG4-related disease.</summary>
    [JsonStringEnumMemberName("igg4-related-disease")]
    IgG4RelatedDisease,

    /// <summary>Another disease.</summary>
    Other,
}

/// <summary>Why a treatment was stopped.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<StopReason>))]
public enum StopReason
{
    /// <summary>Course completed as planned.</summary>
    Completed,

    /// <summary>Remission.</summary>
    Remission,

    /// <summary>Adverse effect.</summary>
    AdverseEffect,

    /// <summary>No or too little effect.</summary>
    Ineffective,

    /// <summary>Switched to another drug.</summary>
    SwitchedDrug,

    /// <summary>The patient's decision.</summary>
    PatientDecision,

    /// <summary>Another reason.</summary>
    Other,
}
