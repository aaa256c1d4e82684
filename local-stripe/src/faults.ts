// Failures on demand, so that tests can see what a caller does when Stripe is slow, broken or cut off.

export interface Fault {
  id: string
  method: string
  /** A prefix of the path, or a regular expression when it begins with `^`. */
  path: string
  kind: 'status' | 'stored_500' | 'hang' | 'lose_response'
  status: number
  /** `stored_500`: whether the request is carried out before its failure is stored. */
  executed: boolean
  /** `hang`: how long; null means for ever. */
  ms: number | null
  times: number
}

export class Faults {
  private faults: Fault[] = []
  private made = 0

  add(wanted: Record<string, unknown>): Fault {
    const kind = wanted.kind
    if (kind !== 'status' && kind !== 'stored_500' && kind !== 'hang' && kind !== 'lose_response') {
      throw new Error('kind must be status, stored_500, hang or lose_response')
    }
    if (typeof wanted.path !== 'string') throw new Error('path must be a prefix, or a regular expression that begins with ^')
    if (wanted.path.startsWith('^')) new RegExp(wanted.path)
    const fault: Fault = {
      id: `fault_${++this.made}`,
      method: String(wanted.method ?? 'POST').toUpperCase(),
      path: wanted.path,
      kind,
      status: number(wanted.status) ?? 500,
      executed: wanted.executed === true,
      ms: number(wanted.ms) ?? null,
      times: number(wanted.times) ?? 1,
    }
    this.faults.push(fault)
    return fault
  }

  /** The fault that meets this request, and uses up one of its times. */
  take(method: string, path: string): Fault | undefined {
    const fault = this.faults.find((one) => one.times > 0 && one.method === method && matches(one.path, path))
    if (fault) fault.times -= 1
    return fault
  }

  clear(): void {
    this.faults = []
  }
}

function matches(pattern: string, path: string): boolean {
  return pattern.startsWith('^') ? new RegExp(pattern).test(path) : path.startsWith(pattern)
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}
