@export()
@description('Instances that never sleep, by what they do.')
type alwaysReadyInstances = { http: int, email: int, sms: int }

@export()
@description('A record that the owner of a domain enters in its DNS.')
type dnsRecord = { type: string, name: string, value: string }
