using Microsoft.Azure.Functions.Worker.Converters;

namespace Microsoft.Azure.Functions.Worker.Converters
{
    /// <summary>Names the type that fills a parameter. Unlike the package's, it takes any type: the converter interface is not declared here.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface | AttributeTargets.Parameter, AllowMultiple = true)]
    public class InputConverterAttribute(Type converterType) : Attribute
    {
        public Type ConverterType { get; } = converterType ?? throw new ArgumentNullException(nameof(converterType));
    }
}

namespace Microsoft.Azure.Functions.Worker.Http
{
    /// <summary>Fills a parameter from the request's body. MVC has an attribute of the same name.</summary>
    public class FromBodyAttribute() : InputConverterAttribute(typeof(FromBodyConverter))
    {
        // A name for ConverterType to hold; whoever serves the function does the reading.
        private static class FromBodyConverter;
    }
}
