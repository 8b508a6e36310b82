using System.Collections.Concurrent;
using System.Reflection;
using System.Xml.Linq;

namespace IgG4FollowUp.Api.Http;

/// <summary>The docstrings of the domain, which are also the descriptions in the interface's schema.</summary>
public static class Summaries
{
    private static readonly ConcurrentDictionary<Assembly, Dictionary<string, string>> Files = new();

    public static string? Of(Type type) => Find(type.Assembly, "T:" + type.FullName);

    public static string? Of(PropertyInfo property) =>
        Find(property.DeclaringType!.Assembly, $"P:{property.DeclaringType.FullName}.{property.Name}");

    private static string? Find(Assembly assembly, string id) => Files.GetOrAdd(assembly, Load).GetValueOrDefault(id);

    private static Dictionary<string, string> Load(Assembly assembly)
    {
        var file = Path.ChangeExtension(assembly.Location, ".xml");
        if (!File.Exists(file)) return [];
        return XDocument.Load(file).Descendants("member")
            .Select(member => (Id: member.Attribute("name")?.Value, Text: member.Element("summary")))
            .Where(member => member.Id is not null && member.Text is not null)
            .ToDictionary(member => member.Id!, member => Plain(member.Text!));
    }

    private static string Plain(XElement summary) => string.Join(' ', string.Concat(summary.Nodes().Select(node => node switch
    {
        XElement { Name.LocalName: "see" or "paramref" } link => link.Attributes().First().Value.Split('.')[^1],
        XElement element => element.Value,
        _ => node.ToString(),
    })).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
