namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a method the host may call, and the name it is known by there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
