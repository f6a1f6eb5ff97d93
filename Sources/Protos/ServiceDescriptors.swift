/// The services' contracts in the form that reflection tools read.
public enum ServiceDescriptors {
    /// A serialized `google.protobuf.FileDescriptorSet` of `proto/`, with imports.
    public static var fileDescriptorSet: [UInt8] { PackageResources.descriptors_binpb }
}
