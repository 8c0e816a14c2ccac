/** The timer of an offer that rings, by its reservation: set where the offer is made, fired by the router. */
export const RING_TIMEOUT = 'ring_timeout';
